import { AcknowledgementBody, AcknowledgementType } from '../domain/acknowledgement.ts';
import { clip, toBase64url } from '../domain/bytes.ts';
import { parseBody, requireOwnIssuer, requireReleased, requireSameMarking } from '../domain/entry-rules.ts';
import type { Envelope } from '../domain/envelope.ts';
import { EwsError } from '../domain/errors.ts';
import { ReceivedBulletinBody } from '../domain/four-eyes.ts';
import type { LogOrigin, NodeId } from '../domain/node-id.ts';
import { type EpochMs, formatInstant } from '../domain/time.ts';
import { isInAudience } from '../domain/tlp.ts';
import { openEntry } from '../log/entry.ts';
import { parseForkEvidence } from '../log/fork-evidence.ts';
import { logKeyAt } from '../log/key-statement.ts';
import type { Identity } from './identity.ts';
import type { ProvenEntry } from './page.ts';
import type { EntryEffect, PageEntry } from './port.ts';

/** For whom entries are judged, and when. */
export interface Reader {
  readonly node: NodeId;
  readonly at: EpochMs;
  /** It came from a relay: that it was shown to somebody it is not addressed to is not the origin's doing. */
  readonly relayed?: boolean;
}

/**
 * Judges an entry whose place in the log is proven. One that breaks a rule is kept, marked as refused, and
 * named to the operator: it is in the peer's log for good, and must not stop what comes after it.
 */
export async function judgeEntry(
  entry: ProvenEntry,
  origin: LogOrigin,
  identity: Identity,
  reader: Reader,
): Promise<PageEntry> {
  if (entry.jws === undefined) return { ...entry, outcome: 'sealed', ...nothing };
  let kept: string | undefined;
  try {
    const { seq, digest, jws } = entry;
    const envelope = await openEntry(jws, origin, seq, logKeyAt(identity.keys, origin, seq));
    if (!isInAudience(envelope.aud, identity.document.node, reader.node)) {
      if (reader.relayed) return { ...entry, jws: undefined, outcome: 'sealed', ...nothing };
      throw new EwsError('entry_invalid', `Entry ${seq} of ${origin} is not addressed to this node.`);
    }
    // From here on it is the peer's own word to us: kept whatever it says, as proof of that.
    kept = jws;
    const effect = effectOf(envelope, digest, identity, reader);
    return { ...entry, outcome: 'verified', type: envelope.type, reason: undefined, effect };
  } catch (error) {
    // Nothing but the entry can be at fault here, also where it makes a library give up, as endless nesting does.
    const code = error instanceof EwsError ? error.code : 'entry_invalid';
    return {
      ...entry,
      jws: kept,
      outcome: 'refused',
      ...nothing,
      reason: `${code}: ${clip((error as Error).message, 1_000)}`,
    };
  }
}

const nothing = { type: undefined, reason: undefined, effect: { kind: 'none' } } as const;

function effectOf(envelope: Envelope, digest: Uint8Array, identity: Identity, reader: Reader): EntryEffect {
  if (envelope.type === 'fork') return forkOf(envelope, identity, reader);
  if (envelope.type === 'bulletin') return bulletinOf(envelope, digest, reader);
  if (AcknowledgementType.safeParse(envelope.type).success) return acknowledgementOf(envelope, identity);
  // A kind that this version does not know is kept byte for byte, for one that does.
  return { kind: 'none' };
}

/** What it proves is verified by the keys of the log that it names: in forks.ts. */
function forkOf({ body }: Envelope, identity: Identity, reader: Reader): EntryEffect {
  const origin = parseForkEvidence(body).log;
  const source = identity.document.node;
  return { kind: 'fork', fork: { origin, evidence: JSON.stringify(body), source, foundAt: reader.at } };
}

function bulletinOf(envelope: Envelope, digest: Uint8Array, reader: Reader): EntryEffect {
  const body = parseBody(ReceivedBulletinBody, envelope);
  requireReleased(body, envelope);
  requireOwnIssuer(body, envelope);
  requireSameMarking(body, envelope);
  const { content, sent } = body;
  const reference = { id: content.id, log: envelope.log, seq: envelope.seq, digest: toBase64url(digest) };
  const verifiedAt = formatInstant(reader.at);
  return { kind: 'bulletin', bulletin: { content, sent, reference, signedAt: envelope.time, verifiedAt } };
}

function acknowledgementOf(envelope: Envelope, identity: Identity): EntryEffect {
  const { bulletin, subject, time, note } = parseBody(AcknowledgementBody, envelope);
  const type = AcknowledgementType.parse(envelope.type);
  return {
    kind: 'acknowledgement',
    acknowledgement: { type, node: identity.document.node, bulletin, subject, time, note },
  };
}
