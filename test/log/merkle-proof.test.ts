import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compactRange,
  EMPTY_ROOT,
  type Hash,
  leafHash,
  nodeHash,
  rangeNodeIds,
  rangeRoot,
  type TreeNodeId,
} from '../../src/log/merkle.ts';
import {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from '../../src/log/merkle-proof.ts';
import { refusal } from './keys.ts';
import { growTree, naiveRoot, testEntries, uniformLevels } from './trees.ts';

// The tree of RFC 6962 section 2.1.3: leaves d0-d6 with the hashes a, b, c, d, e, f, j.
const ENTRIES = testEntries(7);
const [a, b, c, d, e, f, j] = ENTRIES.map(leafHash) as [Hash, Hash, Hash, Hash, Hash, Hash, Hash];
const [g, h, i] = [nodeHash(a, b), nodeHash(c, d), nodeHash(e, f)];
const [k, l] = [nodeHash(g, h), nodeHash(i, j)];
const TREE = growTree(ENTRIES);
const ROOT = nodeHash(k, l);

test('merkle proof: the audit paths are those of RFC 6962 section 2.1.3', async () => {
  assert.deepEqual(await proveInclusion(0, 7, TREE.read), [b, h, l]);
  assert.deepEqual(await proveInclusion(3, 7, TREE.read), [c, g, l]);
  assert.deepEqual(await proveInclusion(4, 7, TREE.read), [f, j, k]);
  assert.deepEqual(await proveInclusion(6, 7, TREE.read), [i, k]);
});

test('merkle proof: the consistency proofs are those of RFC 6962 section 2.1.3', async () => {
  assert.deepEqual(await proveConsistency(3, 7, TREE.read), [c, d, g, l]);
  assert.deepEqual(await proveConsistency(4, 7, TREE.read), [l]);
  assert.deepEqual(await proveConsistency(6, 7, TREE.read), [i, j, k]);
});

test('merkle proof: nodes are read in one go, and not at all for an empty proof', async () => {
  const tree = growTree(ENTRIES);
  await proveInclusion(3, 7, tree.read);
  assert.equal(tree.reads, 1);
  await proveConsistency(3, 7, tree.read);
  assert.equal(tree.reads, 2);
  assert.deepEqual(await proveInclusion(0, 1, tree.read), []);
  assert.deepEqual(await proveConsistency(7, 7, tree.read), []);
  assert.equal(tree.reads, 2);
});

test('merkle proof: refuses to prove what is not in the tree', async () => {
  for (const [index, size] of [
    [7, 7],
    [-1, 7],
    [0, 0],
    [0.5, 7],
    [0, 2 ** 53 + 2],
  ] as const) {
    await assert.rejects(
      proveInclusion(index, size, TREE.read),
      refusal('invalid_input'),
      `${index} ${size}`,
    );
  }
  for (const [size1, size2] of [
    [0, 7],
    [8, 7],
    [1.5, 7],
    [0, 0],
  ] as const) {
    await assert.rejects(
      proveConsistency(size1, size2, TREE.read),
      refusal('invalid_input'),
      `${size1} ${size2}`,
    );
  }
});

test('merkle proof: refuses a reader that gives another number of nodes', async () => {
  await assert.rejects(
    proveInclusion(3, 7, async () => [a]),
    refusal('internal'),
  );
});

test('merkle proof: verifies an inclusion', () => {
  verifyInclusion({ index: 3, size: 7, leaf: d, root: ROOT, proof: [c, g, l] });
  verifyInclusion({ index: 0, size: 1, leaf: a, root: a, proof: [] });
});

test('merkle proof: refuses an inclusion at another place, in another tree, of another leaf', () => {
  const claim = { index: 3, size: 7, leaf: d, root: ROOT, proof: [c, g, l] };
  for (const change of [
    { index: 2 },
    { index: 7 },
    { size: 3 },
    { size: 100 },
    { leaf: c },
    { root: k },
    { proof: [c, g] },
    { proof: [c, g, l, l] },
    { proof: [g, c, l] },
    { proof: [] },
  ]) {
    const message = JSON.stringify(Object.keys(change));
    assert.throws(() => verifyInclusion({ ...claim, ...change }), refusal('proof_invalid'), message);
  }
});

test('merkle proof: refuses a path that goes on beyond the root of a smaller tree', () => {
  // the hashes lead to the root, but a tree of one leaf has no siblings
  const claim = { index: 0, size: 1, leaf: b, root: g, proof: [a] };
  assert.throws(() => verifyInclusion(claim), refusal('proof_invalid'));
});

test('merkle proof: refuses an inclusion that is not even one', () => {
  const claim = { index: 3, size: 7, leaf: d, root: ROOT, proof: [c, g, l] };
  for (const change of [
    { index: -1 },
    { index: 1.5 },
    { size: 2 ** 53 },
    { leaf: d.subarray(1) },
    { proof: [c, g, new Uint8Array(33)] },
  ]) {
    const message = JSON.stringify(change);
    assert.throws(() => verifyInclusion({ ...claim, ...change }), refusal('proof_malformed'), message);
  }
});

test('merkle proof: verifies consistency', () => {
  const root1 = naiveRoot(ENTRIES.slice(0, 3));
  verifyConsistency({ size1: 3, size2: 7, root1, root2: ROOT, proof: [c, d, g, l] });
  verifyConsistency({ size1: 4, size2: 7, root1: k, root2: ROOT, proof: [l] });
  verifyConsistency({ size1: 7, size2: 7, root1: ROOT, root2: ROOT, proof: [] });
});

test('merkle: refuses a consistency proof from size 0', () => {
  for (const size2 of [0, 1, 7]) {
    const claim = { size1: 0, size2, root1: EMPTY_ROOT, root2: EMPTY_ROOT, proof: [] };
    assert.throws(() => verifyConsistency(claim), refusal('proof_invalid'), `to size ${size2}`);
  }
});

test('merkle proof: refuses consistency of trees that do not extend one another', () => {
  const root1 = naiveRoot(ENTRIES.slice(0, 3));
  const claim = { size1: 3, size2: 7, root1, root2: ROOT, proof: [c, d, g, l] };
  for (const change of [
    { size1: 4 },
    { size1: 7 },
    { size1: 8 },
    { size2: 3 },
    { size2: 100 },
    { root1: k },
    { root2: k },
    { proof: [] },
    { proof: [c, d, g] },
    { proof: [c, d, g, l, l] },
    { proof: [d, c, g, l] },
  ]) {
    const message = JSON.stringify(Object.keys(change));
    assert.throws(() => verifyConsistency({ ...claim, ...change }), refusal('proof_invalid'), message);
  }
});

test('merkle proof: refuses to go back to a smaller tree, even with the same root', () => {
  const claim = { size1: 2, size2: 1, root1: g, root2: g, proof: [] };
  assert.throws(() => verifyConsistency(claim), refusal('proof_invalid'));
});

test('merkle proof: refuses two roots for one size', () => {
  const claim = { size1: 7, size2: 7, root1: ROOT, root2: k, proof: [] };
  assert.throws(() => verifyConsistency(claim), refusal('proof_invalid'));
  assert.throws(() => verifyConsistency({ ...claim, root2: ROOT, proof: [k] }), refusal('proof_invalid'));
});

test('merkle proof: refuses consistency with sizes or hashes of another kind', () => {
  const claim = { size1: 4, size2: 7, root1: k, root2: ROOT, proof: [l] };
  for (const change of [
    { size1: -1 },
    { size2: 2 ** 53 },
    { size1: 0.5 },
    { proof: [l.subarray(1)] },
    { root1: k.subarray(1) },
  ]) {
    const message = JSON.stringify(change);
    assert.throws(() => verifyConsistency({ ...claim, ...change }), refusal('proof_malformed'), message);
  }
});

test('merkle proof: trees of up to 2^53 - 1 leaves, far beyond 32 bits', async () => {
  const levels = uniformLevels(a, 53);
  const read = async (ids: TreeNodeId[]) => ids.map(({ level }) => levels[level] as Hash);
  const rootAt = async (size: number) => rangeRoot(compactRange(size, await read(rangeNodeIds(size))));
  const size2 = Number.MAX_SAFE_INTEGER;
  const root2 = await rootAt(size2);
  for (const size1 of [1, 2 ** 31, 2 ** 32 + 1, 2 ** 45 + 2 ** 33 + 3, 2 ** 52, size2 - 1]) {
    const proof = await proveConsistency(size1, size2, read);
    const root1 = await rootAt(size1);
    verifyConsistency({ size1, size2, root1, root2, proof });
    assert.throws(
      () => verifyConsistency({ size1, size2, root1: root2, root2, proof }),
      refusal('proof_invalid'),
    );

    const path = await proveInclusion(size1, size2, read);
    verifyInclusion({ index: size1, size: size2, leaf: a, root: root2, proof: path });
    const other = { index: size1, size: size2, leaf: b, root: root2, proof: path };
    assert.throws(() => verifyInclusion(other), refusal('proof_invalid'));
  }
});
