import { createHash } from 'node:crypto';
import {
  appendLeaf,
  type CompactRange,
  emptyRange,
  type Hash,
  leafHash,
  nodeHash,
  type TreeNodeId,
} from '../../src/log/merkle.ts';

/** RFC 6962 section 2.1 word by word, with nothing of the sources in it. */
export function naiveRoot(entries: readonly Uint8Array[]): Hash {
  if (entries.length === 0) return sha256();
  const [only] = entries;
  if (entries.length === 1 && only) return sha256(Uint8Array.of(0), only);
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  return sha256(Uint8Array.of(1), naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k)));
}

/** `count` entries that differ. */
export function testEntries(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => Uint8Array.of(i >> 8, i & 0xff));
}

export type TestTree = {
  range: CompactRange;
  leaves: Hash[];
  /** How often nodes were read. */
  reads: number;
  read: (ids: TreeNodeId[]) => Promise<Hash[]>;
};

/** A tree grown leaf by leaf, which keeps every node that `appendLeaf` reports and knows no others. */
export function growTree(entries: readonly Uint8Array[]): TestTree {
  const stored = new Map<string, Hash>();
  const tree: TestTree = {
    range: emptyRange,
    leaves: entries.map(leafHash),
    reads: 0,
    read: async (ids) => {
      tree.reads++;
      return ids.map(({ level, index }) => {
        const hash = stored.get(`${level}/${index}`);
        if (!hash) throw new Error(`The tree has no perfect subtree ${level}/${index}.`);
        return hash;
      });
    },
  };
  for (const leaf of tree.leaves) {
    const { range, nodes } = appendLeaf(tree.range, leaf);
    for (const node of nodes) stored.set(`${node.level}/${node.index}`, node.hash);
    tree.range = range;
  }
  return tree;
}

/** The hash at each level of a tree whose leaves are all alike: a tree of any size without its leaves. */
export function uniformLevels(leaf: Hash, levels: number): Hash[] {
  const hashes = [leaf];
  while (hashes.length < levels) {
    const last = hashes[hashes.length - 1] as Hash;
    hashes.push(nodeHash(last, last));
  }
  return hashes;
}

function sha256(...parts: Uint8Array[]): Hash {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}
