import { AcknowledgementBody, AcknowledgementType } from '../../domain/acknowledgement.ts';
import { clip, toBase64url } from '../../domain/bytes.ts';
import {
  parseBody,
  requireOwnIssuer,
  requireReleased,
  requireSameMarking,
} from '../../domain/entry-rules.ts';
import type { Envelope, OpenEnvelope } from '../../domain/envelope.ts';
import { EwsError } from '../../domain/errors.ts';
import { ReceivedBulletinBody } from '../../domain/four-eyes.ts';
import type { LogOrigin, NodeId } from '../../domain/node-id.ts';
import { plainBody } from '../../domain/plain-bulletin.ts';
import { type EpochMs, formatInstant } from '../../domain/time.ts';
import { isInAudience } from '../../domain/tlp.ts';
import { isForAll, openEntry, readProvenEntry } from '../../log/entry.ts';
import { parseForkEvidence } from '../../log/fork-evidence.ts';
import { logKeyAt } from '../../log/key-statement.ts';
import type { PublicKey } from '../../log/keys.ts';
import type { OpenBody } from '../../log/sealed-body.ts';
import type { Identity } from '../peers/identity.ts';
import type { EntryEffect, PageEntry } from '../port.ts';
import type { ProvenEntry } from './page.ts';

/** For whom entries are judged, and when. */
export interface Reader {
  readonly node: NodeId;
  readonly at: EpochMs;
  /** The signatures of entries that only add a bulletin are left for later, and `unchecked` says that some were. */
  readonly later?: { unchecked: boolean };
  /** It came from a relay: that it was shown to somebody it is not addressed to is not the origin's doing. */
  readonly relayed?: boolean;
  /** Opens what is encrypted to it; absent: it has no keys for that. */
  readonly open?: OpenBody;
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
    const key = logKeyAt(identity.keys, origin, seq);
    const envelope = await placed(entry.jws, origin, seq, key, reader);
    if (!isInAudience(envelope.aud, identity.document.node, reader.node)) {
      if (reader.relayed && envelope.jwe === undefined)
        return { ...entry, jws: undefined, outcome: 'sealed', ...nothing };
      // Encrypted to others: nothing of it can be read here, and it can be handed on.
      if (envelope.jwe !== undefined) return { ...entry, outcome: 'sealed', ...nothing };
      throw new EwsError('entry_invalid', `Entry ${seq} of ${origin} is not addressed to this node.`);
    }
    // From here on it is the peer's own word to us: kept whatever it says, as proof of that.
    kept = jws;
    const effect = effectOf(await opened(envelope, reader), digest, identity, reader);
    const forAll = isForAll(envelope) ? ({ forAll: true } as const) : {};
    return { ...entry, ...forAll, outcome: 'verified', type: envelope.type, reason: undefined, effect };
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

/** Whatever changes more than that there is another bulletin has its own signature checked before it does. */
async function placed(
  jws: string,
  origin: LogOrigin,
  seq: number,
  key: PublicKey,
  { later }: Reader,
): Promise<Envelope> {
  const envelope = later && readProvenEntry(jws, origin, seq, key);
  if (later === undefined || envelope === undefined || !isPlainIssue(envelope))
    return openEntry(jws, origin, seq, key);
  later.unchecked = true;
  return envelope;
}

function isPlainIssue({ type, body, jwe }: Envelope): boolean {
  return (
    type === 'bulletin' &&
    jwe === undefined &&
    (body?.content as { type?: unknown } | undefined)?.type === 'issue'
  );
}

const nothing = { type: undefined, reason: undefined, effect: { kind: 'none' } } as const;

async function opened(envelope: Envelope, { open }: Reader): Promise<OpenEnvelope> {
  const { body, seq, log } = envelope;
  if (body !== undefined) return { ...envelope, body };
  if (open !== undefined) return open(envelope);
  throw new EwsError(
    'entry_unopened',
    `Entry ${seq} of ${log} is encrypted, and there is no key to open it.`,
  );
}

function effectOf(
  envelope: OpenEnvelope,
  digest: Uint8Array,
  identity: Identity,
  reader: Reader,
): EntryEffect {
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
  const body = plainBody(envelope) ?? parseBody(ReceivedBulletinBody, envelope);
  requireReleased(body, envelope);
  requireOwnIssuer(body, envelope);
  requireSameMarking(body, envelope);
  const { content, sent } = body;
  const reference = { id: content.id, log: envelope.log, seq: envelope.seq, digest: toBase64url(digest) };
  const verifiedAt = formatInstant(reader.at);
  const bulletin = { content, sent, reference, signedAt: envelope.time, verifiedAt };
  return { kind: 'bulletin', bulletin, ...(reader.later && isPlainIssue(envelope) && { inEntry: true }) };
}

function acknowledgementOf(envelope: Envelope, identity: Identity): EntryEffect {
  const { bulletin, subject, time, note } = parseBody(AcknowledgementBody, envelope);
  const type = AcknowledgementType.parse(envelope.type);
  return {
    kind: 'acknowledgement',
    acknowledgement: { type, node: identity.document.node, bulletin, subject, time, note },
  };
}
