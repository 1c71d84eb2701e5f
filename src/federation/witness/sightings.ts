import { equalBytes, toBase64 } from '../../domain/bytes.ts';
import { hasCode } from '../../domain/errors.ts';
import { type LogOrigin, nodeOfOrigin } from '../../domain/node-id.ts';
import { isInAudience } from '../../domain/tlp.ts';
import { openEntry } from '../../log/entry.ts';
import type { ForkEvidence } from '../../log/fork-evidence.ts';
import { logKeyAt } from '../../log/key-statement.ts';
import { type CompactRange, type Hash, rangeRoot, type TreeNode, type TreeNodeId } from '../../log/merkle.ts';
import { proveConsistency } from '../../log/merkle-proof.ts';
import { parseNote } from '../../log/note.ts';
import type { HeldLog } from '../../log/port.ts';
import type { BranchEntry } from '../checkpoint-port.ts';
import type { FederationParts } from '../context.ts';
import type { Identity } from '../peers/identity.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import type { SightedPage } from '../pull/page.ts';
import { createPulledCosigner, type PulledCheckpoint } from './cosign-pulled.ts';
import { cosignedCheckpoint, countedCosignatures } from './cosignatures.ts';
import { keepFork } from './forks.ts';
import { forkEvidence, judgeCheckpoint, judgePending } from './known-checkpoints.ts';

/** Told of every checkpoint that a pull shows, whatever becomes of its page. */
export interface Sightings {
  /** The page is stored. */
  accepted(pulled: PulledCheckpoint & { readonly range: CompactRange }): Promise<void>;
  /** The page was refused: by its checkpoint the log may have contradicted itself. */
  refused(held: HeldLog, identity: Identity, sighted: SightedPage, error: unknown): Promise<void>;
}

export function createSightings(parts: FederationParts, client: PeerClient): Sightings {
  const cosigner = createPulledCosigner(parts, client);
  /** What was looked at last, by log: a long poll that brings nothing new costs nothing. */
  const seen = new Map<LogOrigin, string>();

  return {
    async accepted({ range, ...pulled }) {
      const { origin, identity, shown, claim } = pulled;
      const mark = `${range.size} ${othersLines(shown, origin)}`;
      if (seen.get(origin) !== mark) {
        await judgePending(parts, origin, identity);
        if (claim.size === range.size && claim.size > 0) await keepShown(parts, pulled);
        seen.set(origin, mark);
      }
      if (claim.size === range.size && claim.size > 0) cosigner.offer(pulled);
    },

    async refused(held, identity, sighted, error) {
      if (!hasCode(error, 'root_mismatch', 'checkpoint_fork', 'checkpoint_stale')) return;
      const { origin } = held;
      const judgement = await judgeCheckpoint(parts, sighted.note, nodeOfOrigin(origin));
      if (judgement !== 'forked') {
        const evidence = await otherHistory(parts, held, identity, sighted);
        if (evidence !== undefined) await keepFork(parts, evidence, nodeOfOrigin(origin));
      }
      await keepBranch(parts, held, identity, sighted);
    },
  };
}

/** The note without the log's own lines, of which the cosignature is another one every 15 s. */
function othersLines(shown: string, origin: LogOrigin): string {
  const { text, signatures } = parseNote(shown);
  const others = signatures.filter(({ name }) => name !== origin && name !== nodeOfOrigin(origin));
  return text + others.map(({ name, signature }) => `${name} ${toBase64(signature)}`).join('\n');
}

/** The cosignatures that came with a checkpoint of the tree held. */
async function keepShown(parts: FederationParts, { origin, identity, shown, claim }: PulledCheckpoint) {
  const cosignatures = await countedCosignatures(parts, shown, origin);
  if (cosignatures.length === 0) return;
  const checkpoint = cosignedCheckpoint(shown, claim, origin, identity);
  await parts.checkpoints.keepCosignatures(checkpoint, cosignatures, parts.wall.now());
}

/**
 * The entries that the log sends now lead past the checkpoint that it signed before, and to another root there:
 * the page itself proves it.
 */
async function otherHistory(
  parts: FederationParts,
  held: HeldLog,
  identity: Identity,
  { note, claim, consistency, nodes, range, known, rootAtKnown }: SightedPage,
): Promise<ForkEvidence | undefined> {
  if (rootAtKnown === undefined || known.size === 0 || equalBytes(rootAtKnown, known.root)) return undefined;
  const path: ForkEvidence['path'] = [];
  if (range.size > known.size) {
    const read = (ids: TreeNodeId[]) => readNodes(parts, held, nodes, ids);
    const proof = await proveConsistency(known.size, range.size, read);
    path.push({ size: known.size, root: toBase64(rootAtKnown), proof: proof.map(toBase64) });
  }
  if (claim.size > range.size) {
    path.push({ size: range.size, root: toBase64(rangeRoot(range)), proof: [...consistency] });
  }
  return forkEvidence(identity, { note: held.checkpoint, claim: known }, { note, claim }, path);
}

/** Subtrees of what is held and of the page after it. */
async function readNodes(
  parts: FederationParts,
  { origin }: HeldLog,
  nodes: readonly TreeNode[],
  ids: readonly TreeNodeId[],
): Promise<Hash[]> {
  const ofPage = new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  const read = async (id: TreeNodeId) => {
    const hash = ofPage.get(`${id.level}/${id.index}`) ?? (await parts.logs.nodes(origin, [id]))[0];
    return hash as Hash;
  };
  return Promise.all(ids.map(read));
}

/**
 * Keeps entries of a page that does not continue the tree held, if the log's key signed each of them: whoever
 * stole the key must not be able to silence a country by forking its log.
 */
async function keepBranch(
  parts: FederationParts,
  { origin }: HeldLog,
  identity: Identity,
  { entries }: SightedPage,
): Promise<void> {
  const kept: BranchEntry[] = [];
  for (const { seq, digest, jws } of entries) {
    if (jws === undefined) continue;
    try {
      const { aud } = await openEntry(jws, origin, seq, logKeyAt(identity.keys, origin, seq));
      if (isInAudience(aud, identity.document.node, parts.node)) kept.push({ seq, digest, jws });
    } catch (error) {
      if (!hasCode(error, 'entry_signature', 'entry_invalid', 'entry_too_large', 'key_unknown')) throw error;
    }
  }
  if (kept.length === 0) return;
  const added = await parts.checkpoints.keepBranch(origin, kept, parts.wall.now());
  if (added > 0) parts.events.branchKept({ peer: identity.document.node, entries: added });
}
