import type { BulletinReference } from '../domain/bulletin.ts';
import { equalBytes, fromBase64url } from '../domain/bytes.ts';
import { EwsError, hasCode } from '../domain/errors.ts';
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
  if (entry === undefined || !equalBytes(entry.digest, fromBase64url(digest))) {
    throw new EwsError(
      'entry_invalid',
      `It acknowledges ${id} as entry ${seq} of ${origin}, which this node did not issue.`,
    );
  }
}
