import type { BulletinReference } from '../../domain/bulletin.ts';
import { equalBytes, fromBase64url } from '../../domain/bytes.ts';
import { isLogOf } from '../../domain/epoch.ts';
import { EwsError, hasCode } from '../../domain/errors.ts';
import { BulletinBody } from '../../domain/four-eyes.ts';
import { readEnvelope } from '../../log/entry.ts';
import type { OpenBody } from '../../log/sealed-body.ts';
import type { FederationParts } from '../context.ts';
import type { PageEntry } from '../port.ts';

/** Refuses an acknowledgement of something that this node never issued: it would show people what is not so. */
export async function checkAcknowledgement(parts: FederationParts, entry: PageEntry): Promise<PageEntry> {
  if (entry.effect.kind !== 'acknowledgement') return entry;
  try {
    await requireIssued(parts, entry.effect.acknowledgement.bulletin);
    return entry;
  } catch (error) {
    if (!hasCode(error, 'entry_invalid', 'invalid_input', 'entry_unopened')) throw error;
    return {
      ...entry,
      outcome: 'refused',
      reason: `entry_invalid: ${error.message}`,
      effect: { kind: 'none' },
    };
  }
}

async function requireIssued(
  { node, log, logs, open }: FederationParts,
  { id, log: origin, seq, digest }: BulletinReference,
): Promise<void> {
  // Asked first: what is not here before the log is whole may be here right after.
  const isWhole = log.state.state === 'ready';
  const isOwn = isLogOf(origin, node);
  const [entry] = isOwn ? await logs.entries(origin, seq, 1) : [];
  // A node that takes its log back cannot say of an entry that is not here that it never issued it.
  if (entry === undefined && isOwn && !isWhole) return;
  const isThatOne =
    entry !== undefined &&
    equalBytes(entry.digest, fromBase64url(digest)) &&
    // Of an entry that came back without its content the digest says enough.
    (entry.jws === undefined || (await bulletinIdOf(entry.jws, open)) === id);
  if (!isThatOne) {
    throw new EwsError(
      'entry_invalid',
      `It acknowledges ${id} as entry ${seq} of ${origin}, which this node did not issue.`,
    );
  }
}

/** The id of the bulletin in an entry of our own; undefined: it is no bulletin. */
async function bulletinIdOf(jws: string, open: OpenBody): Promise<string | undefined> {
  const envelope = readEnvelope(jws);
  if (envelope.type !== 'bulletin') return undefined;
  return BulletinBody.parse((await open(envelope)).body).content.id;
}
