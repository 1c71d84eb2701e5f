import { equalBytes } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import { rootAt } from '../../log/tree-at.ts';
import type { FederationParts } from '../context.ts';
import { ownIdentity } from '../peers/log-identity.ts';
import { usedToken } from '../peers/token.ts';
import type { RequestClaims } from '../protocol.ts';
import { verifyCheckpoint } from '../pull/page.ts';
import { cosignedCheckpoint, countedCosignatures } from './cosignatures.ts';
import { judgeCheckpoint } from './known-checkpoints.ts';

/**
 * Keeps the cosignature that a peer made of a checkpoint of this log, and shows it with the checkpoint.
 * @throws EwsError `note_malformed`, `checkpoint_malformed`, `note_signature`: not signed by this log, or not
 * cosigned by the caller · `cursor_ahead`: larger than the log is · `checkpoint_fork`: signed with this log's key,
 * and not a checkpoint of this log · `token_replayed`
 */
export async function receiveCosignature(
  parts: FederationParts,
  note: string,
  claims: RequestClaims,
): Promise<void> {
  const { origin } = parts.log;
  const identity = await ownIdentity(parts);
  const claim = verifyCheckpoint(note, origin, identity);
  const { size } = parts.log.head();
  if (claim.size > size) {
    // With our key, and beyond our log: kept, and compared once the log is as long.
    await judgeCheckpoint(parts, note, claims.iss);
    throw new EwsError(
      'cursor_ahead',
      `The log ends at ${size}; a checkpoint of ${claim.size} was cosigned.`,
    );
  }
  if (claim.size === 0) throw new EwsError('invalid_input', 'Nothing is proven by a cosignature of size 0.');
  if (!equalBytes(await rootAt(parts.logs, origin, claim.size), claim.root)) {
    await judgeCheckpoint(parts, note, claims.iss);
    throw new EwsError(
      'checkpoint_fork',
      `At size ${claim.size} this log has another root: somebody else signs with its key.`,
    );
  }
  const own = (await countedCosignatures(parts, note, origin)).filter(
    ({ witness }) => witness === claims.iss,
  );
  if (own.length === 0)
    throw new EwsError('note_signature', `The note has no cosignature of ${claims.iss} that counts.`);
  const at = parts.wall.now();
  const checkpoint = cosignedCheckpoint(note, claim, origin, identity);
  const added = await parts.checkpoints.keepCosignatures(checkpoint, own, at, usedToken(claims));
  if (added > 0) parts.events.cosignatureReceived({ peer: claims.iss, size: claim.size });
  await showCosignatures(parts);
}

/** Has the own checkpoint carry the cosignatures that are held of exactly that checkpoint. */
export async function showCosignatures(parts: Pick<FederationParts, 'log' | 'checkpoints'>): Promise<void> {
  const { size } = parts.log.head();
  const [held] = await parts.checkpoints.cosigned(parts.log.origin, size - 1);
  if (held?.size !== size) return;
  parts.log.showCosignatures(
    held.note.slice(0, held.note.indexOf('\n\n') + 1),
    held.cosignatures.slice(0, MOST_SHOWN).map(({ line }) => line),
  );
}

/** A note has at most 64 signatures. */
const MOST_SHOWN = 48;
