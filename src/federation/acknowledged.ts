import type { BulletinReference } from '../domain/bulletin.ts';
import { equalBytes, fromBase64url } from '../domain/bytes.ts';
import { EwsError, hasCode } from '../domain/errors.ts';
import { BulletinBody } from '../domain/four-eyes.ts';
import { nodeOfOrigin } from '../domain/node-id.ts';
import { readEnvelope } from '../log/entry.ts';
import type { FederationParts } from './context.ts';
import type { PageEntry } from './port.ts';

/** Refuses an acknowledgement of something that this node never issued: it would show people what is not so. */
export async function checkAcknowledgement(parts: FederationParts, entry: PageEntry): Promise<PageEntry> {
  if (entry.effect.kind !== 'acknowledgement') return entry;
  try {
    await requireIssued(parts, entry.effect.acknowledgement.bulletin);
    return entry;
  } catch (error) {
    if (!hasCode(error, 'entry_invalid', 'invalid_input')) throw error;
    if (await mayComeBack(parts, entry.effect.acknowledgement.bulletin)) return entry;
    return {
      ...entry,
      outcome: 'refused',
      reason: `entry_invalid: ${error.message}`,
      effect: { kind: 'none' },
    };
  }
}

async function requireIssued(
  { log, logs }: FederationParts,
  { id, log: origin, seq, digest }: BulletinReference,
): Promise<void> {
  const [entry] = origin === log.origin ? await logs.entries(origin, seq, 1) : [];
  const isThatOne =
    entry?.jws !== undefined &&
    equalBytes(entry.digest, fromBase64url(digest)) &&
    bulletinIdOf(entry.jws) === id;
  if (!isThatOne) {
    throw new EwsError(
      'entry_invalid',
      `It acknowledges ${id} as entry ${seq} of ${origin}, which this node did not issue.`,
    );
  }
}

/** A node that has not taken its log back cannot say of an entry beyond those that it has that it never issued it. */
async function mayComeBack(
  { node, log, logs }: FederationParts,
  bulletin: BulletinReference,
): Promise<boolean> {
  if (log.state.state === 'ready' || nodeOfOrigin(bulletin.log) !== node) return false;
  return bulletin.seq >= ((await logs.log(bulletin.log))?.range.size ?? 0);
}

/** The id of the bulletin in an entry of our own; undefined: it is no bulletin. */
function bulletinIdOf(jws: string): string | undefined {
  const { type, body } = readEnvelope(jws);
  return type === 'bulletin' ? BulletinBody.parse(body).content.id : undefined;
}
