import type { BulletinContent } from '../../domain/bulletin.ts';
import { searchText } from '../../domain/search.ts';
import type { EntryEffect, PageEntry, VerifiedPage } from '../../federation/port.ts';
import { HASH_LENGTH, type TreeNode } from '../../log/merkle.ts';

/**
 * A page on its way to the thread that writes it. To clone a thousand entries member by member costs more than to
 * prove them: hashes go as one block each, the rest as one text.
 */
export interface PackedPage {
  readonly page: Omit<VerifiedPage, 'entries' | 'nodes'>;
  readonly digests: Uint8Array;
  readonly jws: readonly (string | undefined)[];
  /** JSON: of each entry what is neither digest nor JWS. */
  readonly verdicts: string;
  readonly nodeIds: Float64Array;
  readonly nodeHashes: Uint8Array;
}

type Verdict = Omit<PageEntry, 'digest' | 'jws'>;

export function packPage({ entries, nodes, ...page }: VerifiedPage): PackedPage {
  const nodeIds = new Float64Array(nodes.length * 2);
  for (const [at, { level, index }] of nodes.entries()) nodeIds.set([level, index], at * 2);
  return {
    page,
    digests: Buffer.concat(entries.map(({ digest }) => digest)),
    jws: entries.map(({ jws }) => jws),
    verdicts: JSON.stringify(entries.map(verdictOf)),
    nodeIds,
    nodeHashes: Buffer.concat(nodes.map(({ hash }) => hash)),
  };
}

export function unpackPage({ page, digests, jws, verdicts, nodeIds, nodeHashes }: PackedPage): VerifiedPage {
  const judged = JSON.parse(verdicts) as Verdict[];
  const nodes: TreeNode[] = [];
  for (let at = 0; at * 2 < nodeIds.length; at += 1) {
    nodes.push({ level: nodeIds[at * 2]!, index: nodeIds[at * 2 + 1]!, hash: hashAt(nodeHashes, at) });
  }
  const entries = judged.map((verdict, at) => ({ ...verdict, digest: hashAt(digests, at), jws: jws[at] }));
  return { ...page, entries, nodes };
}

function hashAt(hashes: Uint8Array, at: number): Uint8Array {
  return hashes.subarray(at * HASH_LENGTH, (at + 1) * HASH_LENGTH);
}

function verdictOf({ digest: _digest, jws: _jws, effect, ...verdict }: PageEntry): Verdict {
  return { ...verdict, effect: briefed(effect) };
}

/** Without the texts of a content that stays in its entry. */
function briefed(effect: EntryEffect): EntryEffect {
  if (effect.kind !== 'bulletin' || !effect.inEntry) return effect;
  const { content } = effect.bulletin;
  const { id, issuer, level, type, sector, status, expires, references } = content;
  const brief = { id, issuer, level, type, sector, status, expires, references } as BulletinContent;
  const search = effect.search ?? searchText(content);
  return { ...effect, bulletin: { ...effect.bulletin, content: brief }, search };
}
