import { clip, equalBytes, toBase64 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { nodeOfOrigin } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from '../log/checkpoint.ts';
import { rangeRoot } from '../log/merkle.ts';
import { type Note, parseNote } from '../log/note.ts';
import type { AuditRequest, AuditStep } from './audit.ts';
import { type Cosignature, describeCosignatures, requireQuorum, verifyCosignatures } from './cosignatures.ts';
import type { FoundLog } from './find-log.ts';
import type { AuditLimits, PublicLog } from './public-log.ts';
import type { Steps } from './steps.ts';
import type { AuditCounts, TreeAudit } from './tree-audit.ts';
import { ageInWords } from './words.ts';

/** A checkpoint whose signature holds. */
export interface Seen {
  readonly note: Note;
  readonly checkpoint: Checkpoint;
}

/** @throws EwsError `note_malformed`, `checkpoint_malformed`, `note_signature`, `key_unknown`; what reading throws */
export async function fetchCheckpoint(site: PublicLog, { origin, prefix, keys }: FoundLog): Promise<Seen> {
  const text = await site.checkpoint(prefix);
  const note = parseNote(text);
  const claimed = parseCheckpoint(note.text);
  if (claimed.origin !== origin) {
    throw new EwsError(
      'checkpoint_malformed',
      `This is the checkpoint of ${clip(claimed.origin)}, not of ${origin}.`,
    );
  }
  return { note, checkpoint: openCheckpoint(text, keys.checkpointKeys(origin, claimed.size)).checkpoint };
}

export async function cosignatureSteps(
  steps: Steps<AuditStep>,
  { keys, origin }: FoundLog,
  { note }: Seen,
  now: EpochMs,
): Promise<Cosignature[]> {
  const cosignatures = await steps.run(
    'cosignatures',
    () => verifyCosignatures(note, keys, origin),
    (found) => describeCosignatures(found, now),
  );
  if (cosignatures === undefined) return [];
  const own = newestOwn(cosignatures);
  if (own === undefined) {
    const known = keys.cosigners.some(({ key }) => key.name === nodeOfOrigin(origin));
    steps.skip(
      'freshness',
      known
        ? 'The log has not cosigned its checkpoint: how old it is, it does not say.'
        : 'No cosigner key of the log is known: how old its checkpoint is cannot be said.',
    );
  } else {
    // A clock that is wrong is said, not refused: the log is as whole as it was.
    await steps.run('freshness', () => own, `The log called this its newest ${ageInWords(own.at, now)}.`);
  }
  const { policy } = keys;
  if (policy !== undefined) {
    await steps.run('quorum', () => requireQuorum(policy, cosignatures), 'Its quorum of witnesses is met.');
  }
  return cosignatures;
}

export async function readEntries(
  tree: TreeAudit,
  { size }: Checkpoint,
  limits: AuditLimits,
  { onProgress }: AuditRequest,
): Promise<TreeAudit> {
  requireAuditable(size, limits);
  await tree.extendTo(size, (entries) => onProgress?.(entries, size));
  return tree;
}

/** The size is what the log says of itself: it must not decide how long this takes. */
function requireAuditable(size: number, limits: AuditLimits): void {
  if (size <= limits.entries) return;
  throw new EwsError('too_large', `The log has ${size} entries; at most ${limits.entries} are audited.`);
}

export async function treeSteps(
  steps: Steps<AuditStep>,
  tree: TreeAudit,
  checkpoint: Checkpoint,
): Promise<void> {
  await steps.run(
    'root',
    () => requireRoot(tree, checkpoint),
    `The entries lead to the root that the checkpoint names, ${toBase64(checkpoint.root)}.`,
  );
  if (!steps.isOk('root')) return steps.skip('tiles', 'There is no tree that they could be compared with.');
  await steps.run('tiles', () => requireTiles(tree), sayTiles);
}

function requireRoot(tree: TreeAudit, { size, root }: Checkpoint): true {
  const computed = rangeRoot(tree.range);
  if (tree.range.size === size && equalBytes(computed, root)) return true;
  // Where a tile differs too, it tells which bundle does not fit.
  const where = tree.tileError instanceof EwsError ? ` The first difference: ${tree.tileError.message}` : '';
  throw new EwsError(
    'root_mismatch',
    `The entries lead to the root ${toBase64(computed)}, the checkpoint of size ${size} names ${toBase64(root)}.${where}`,
  );
}

function requireTiles(tree: TreeAudit): AuditCounts {
  if (tree.tileError !== undefined) throw tree.tileError;
  return tree.counts;
}

/** Fetches the checkpoint again, and shows that it extends the first: by the entries in between. */
export async function grow(
  site: PublicLog,
  found: FoundLog,
  tree: TreeAudit,
  first: Checkpoint,
  limits: AuditLimits,
): Promise<Checkpoint> {
  const { checkpoint } = await fetchCheckpoint(site, found);
  if (checkpoint.size < first.size) {
    throw new EwsError(
      'checkpoint_stale',
      `The log showed size ${first.size} at first and ${checkpoint.size} at the end: it has shrunk.`,
    );
  }
  if (checkpoint.size === first.size) {
    if (equalBytes(checkpoint.root, first.root)) return checkpoint;
    throw new EwsError(
      'checkpoint_fork',
      `Two signed checkpoints of size ${first.size} have different roots.`,
    );
  }
  requireAuditable(checkpoint.size, limits);
  const tilesWereRight = tree.tileError === undefined;
  await tree.extendTo(checkpoint.size);
  requireRoot(tree, checkpoint);
  if (tilesWereRight) requireTiles(tree);
  return checkpoint;
}

export function newestOwn(cosignatures: readonly Cosignature[]): Cosignature | undefined {
  return cosignatures.filter(({ own }) => own).sort((a, b) => b.at - a.at)[0];
}

function sayTiles({ fullTiles, partialTiles }: AuditCounts): string {
  return `Every tile is as computed from the entries: ${fullTiles} full, ${partialTiles} partial.`;
}

export function sayGrowth(first: Checkpoint): (last: Checkpoint) => string {
  return ({ size }: Checkpoint) =>
    size === first.size
      ? `A second checkpoint, at the end, is of the same tree.`
      : `A second checkpoint, at the end, of size ${size}, extends the first.`;
}
