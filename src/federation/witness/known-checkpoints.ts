import { equalBytes, toBase64 } from '../../domain/bytes.ts';
import { hasCode } from '../../domain/errors.ts';
import { LogOrigin, type NodeId } from '../../domain/node-id.ts';
import { type Checkpoint, readCheckpoint } from '../../log/checkpoint.ts';
import { type ForkEvidence, onlySignedBy, verifyForkEvidence } from '../../log/fork-evidence.ts';
import type { Hash } from '../../log/merkle.ts';
import { proveConsistency } from '../../log/merkle-proof.ts';
import type { HeldLog } from '../../log/port.ts';
import { rootAt } from '../../log/tree-at.ts';
import type { FederationParts } from '../context.ts';
import { checkpointNoteKey, type Identity } from '../peers/identity.ts';
import { identityOfLog } from '../peers/log-identity.ts';
import { verifyCheckpoint } from '../pull/page.ts';
import { keepFork, openForkEvidence } from './forks.ts';

/**
 * What a checkpoint turned out to be: of the tree held here; beyond what is held, so that it waits; of a log that
 * was forked, by this very checkpoint or before; of a log of which nothing is known here.
 */
export type Judgement = 'agreed' | 'pending' | 'forked' | 'unknown';

/** A signed checkpoint that was verified. */
interface Verified {
  readonly note: string;
  readonly claim: Checkpoint;
}

/**
 * Judges a checkpoint from wherever it came: the one place that says whether a log contradicts itself. Whoever
 * passed it on (`source`) is believed nothing: the log's own signature counts. One that cannot be compared with
 * the tree yet is kept until it can be.
 * @throws EwsError what `verifyCheckpoint` throws
 */
export async function judgeCheckpoint(
  parts: FederationParts,
  note: string,
  source: NodeId,
): Promise<Judgement> {
  const { origin: claimed } = readCheckpoint(note);
  const parsed = LogOrigin.safeParse(claimed);
  const identity = parsed.success ? await identityOfLog(parts, parsed.data) : undefined;
  const held = parsed.success ? await parts.logs.log(parsed.data) : undefined;
  if (identity === undefined || held === undefined) return 'unknown';
  const claim = verifyCheckpoint(note, held.origin, identity);
  if ((await parts.checkpoints.fork(held.origin)) !== undefined) return 'forked';
  return judgeVerified(parts, held, identity, { note, claim }, source);
}

/**
 * Judges evidence that a peer passed on: what it proves is kept as if it had been found here.
 * @throws EwsError what `openForkEvidence` throws
 */
export async function judgeEvidence(
  parts: FederationParts,
  value: unknown,
  source: NodeId,
): Promise<Extract<Judgement, 'forked' | 'unknown'>> {
  const evidence = await openForkEvidence(parts, value);
  if (evidence === undefined) return 'unknown';
  await keepFork(parts, evidence, source);
  return 'forked';
}

/** Judges again what waits, since more is held of the log. Whether it was found to be forked. */
export async function judgePending(
  parts: FederationParts,
  origin: LogOrigin,
  identity: Identity,
): Promise<boolean> {
  for (const pending of await parts.checkpoints.pending(origin)) {
    const held = await parts.logs.log(origin);
    if (held === undefined || (await parts.checkpoints.fork(origin)) !== undefined) break;
    const claim = readCheckpoint(pending.note);
    const verified = { note: pending.note, claim };
    const judgement = await judgeVerified(parts, held, identity, verified, pending.source);
    if (judgement !== 'pending') await parts.checkpoints.dropPending(pending);
  }
  return (await parts.checkpoints.fork(origin)) !== undefined;
}

async function judgeVerified(
  parts: FederationParts,
  held: HeldLog,
  identity: Identity,
  { note, claim }: Verified,
  source: NodeId,
): Promise<Judgement> {
  const { origin, range } = held;
  if (claim.size === 0) return 'agreed';
  const isReached = claim.size <= range.size;
  const ours = isReached ? await rootAt(parts.logs, origin, claim.size) : undefined;
  if (ours !== undefined && equalBytes(ours, claim.root)) return 'agreed';
  const evidence =
    (await twoOfOneSize(parts, held, { note, claim }, identity)) ??
    (ours === undefined ? undefined : await againstTree(parts, held, { note, claim }, ours, identity));
  if (evidence !== undefined) {
    await keepFork(parts, evidence, source);
    return 'forked';
  }
  const { size } = claim;
  const at = parts.wall.now();
  const signed = onlySignedBy(note, [checkpointNoteKey(identity, origin, size)]);
  await parts.checkpoints.keepPending({ origin, source, size, root: toBase64(claim.root), note: signed, at });
  return 'pending';
}

/** Two signed roots for one size need no tree to contradict one another. */
async function twoOfOneSize(
  parts: FederationParts,
  held: HeldLog,
  { note, claim }: Verified,
  identity: Identity,
): Promise<ForkEvidence | undefined> {
  for (const other of await signedNotes(parts, held)) {
    const seen = readCheckpoint(other);
    if (seen.size !== claim.size || equalBytes(seen.root, claim.root)) continue;
    return forkEvidence(identity, { note: other, claim: seen }, { note, claim }, []);
  }
  return undefined;
}

/** The tree held has another root at that size, and a larger checkpoint signs this tree. */
async function againstTree(
  parts: FederationParts,
  held: HeldLog,
  small: Verified,
  ours: Hash,
  identity: Identity,
): Promise<ForkEvidence | undefined> {
  const large = await signedOfTree(parts, held, small.claim.size);
  // Where none is signed yet that is held whole, what is known has to wait for the next page.
  if (large === undefined) return undefined;
  const { size } = small.claim;
  const proof = await proveConsistency(size, large.claim.size, (ids) => parts.logs.nodes(held.origin, ids));
  return forkEvidence(identity, small, large, [{ size, root: toBase64(ours), proof: proof.map(toBase64) }]);
}

/** A checkpoint of the tree held that is larger than a size. */
async function signedOfTree(
  parts: FederationParts,
  held: HeldLog,
  above: number,
): Promise<Verified | undefined> {
  for (const note of await signedNotes(parts, held)) {
    const claim = readCheckpoint(note);
    if (claim.size <= above || claim.size > held.range.size) continue;
    if (equalBytes(await rootAt(parts.logs, held.origin, claim.size), claim.root)) return { note, claim };
  }
  return undefined;
}

/** Every checkpoint of a log that is kept here, from wherever it came. All of them were verified. */
async function signedNotes(parts: FederationParts, { origin, checkpoint }: HeldLog): Promise<string[]> {
  const [witnessed, pending, cosigned] = await Promise.all([
    parts.checkpoints.witnessed(origin),
    parts.checkpoints.pending(origin),
    parts.checkpoints.cosigned(origin, 0),
  ]);
  const own = witnessed === undefined ? [] : [witnessed.note];
  return [checkpoint, ...own, ...pending.map(({ note }) => note), ...cosigned.map(({ note }) => note)];
}

/**
 * Puts evidence together and verifies it as anybody else would: undefined, if it proves nothing.
 * `path` leads from the root that the larger tree has at the smaller size.
 */
export function forkEvidence(
  identity: Identity,
  one: Verified,
  other: Verified,
  path: ForkEvidence['path'],
): ForkEvidence | undefined {
  const [smaller, larger] = one.claim.size <= other.claim.size ? [one, other] : [other, one];
  const log = one.claim.origin;
  const keysFor = (size: number) => [checkpointNoteKey(identity, log, size)];
  const signed = ({ note, claim }: Verified) => onlySignedBy(note, keysFor(claim.size));
  const evidence: ForkEvidence = {
    v: 1,
    log,
    smaller: signed(smaller),
    larger: signed(larger),
    path,
    document: identity.jws,
  };
  try {
    verifyForkEvidence(evidence, keysFor);
    return evidence;
  } catch (error) {
    if (hasCode(error, 'fork_unproven', 'note_signature')) return undefined;
    throw error;
  }
}
