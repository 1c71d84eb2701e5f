import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '../../src/domain/bytes.ts';
import {
  appendLeaf,
  compactRange,
  EMPTY_ROOT,
  emptyRange,
  leafHash,
  nodeHash,
  rangeNodeIds,
  rangeRoot,
} from '../../src/log/merkle.ts';
import { refusal } from './keys.ts';
import { growTree, naiveRoot, testEntries } from './trees.ts';

// The eight leaves and the roots of the trees over the first n of them that implementations of RFC 6962
// have tested each other with since Certificate Transparency's first log.
const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('merkle: the empty tree has the hash of nothing as its root', () => {
  assert.equal(toHex(EMPTY_ROOT), ROOTS[0]);
  assert.deepEqual(rangeRoot(emptyRange), EMPTY_ROOT);
});

test('merkle: the roots of the first eight trees are the published ones', () => {
  for (const [size, root] of ROOTS.entries()) {
    assert.equal(toHex(rangeRoot(growTree(ENTRIES.slice(0, size)).range)), root, `size ${size}`);
    assert.equal(toHex(naiveRoot(ENTRIES.slice(0, size))), root, `size ${size}, by recursion`);
  }
});

test('merkle: a leaf and a node over the same bytes have different hashes', () => {
  const half = leafHash(Uint8Array.of(7));
  assert.notDeepEqual(leafHash(Uint8Array.of(...half, ...half)), nodeHash(half, half));
});

test('merkle: refuses to hash a node from anything but two hashes', () => {
  const hash = leafHash(Uint8Array.of(1));
  assert.throws(() => nodeHash(hash.subarray(1), Uint8Array.of(0, ...hash)), refusal('proof_malformed'));
  assert.throws(() => nodeHash(hash, new Uint8Array(0)), refusal('proof_malformed'));
  assert.throws(() => nodeHash(new Uint8Array(0), hash), refusal('proof_malformed'));
});

test('merkle: a range of size 6 is leaves 0-3 and leaves 4-5', () => {
  assert.deepEqual(rangeNodeIds(6), [
    { level: 2, index: 0 },
    { level: 1, index: 2 },
  ]);
  assert.deepEqual(rangeNodeIds(0), []);
});

test('merkle: sizes beyond 32 bits keep all their bits', () => {
  assert.deepEqual(rangeNodeIds(2 ** 40 + 2 ** 33 + 1), [
    { level: 40, index: 0 },
    { level: 33, index: 2 ** 7 },
    { level: 0, index: 2 ** 40 + 2 ** 33 },
  ]);
  assert.equal(rangeNodeIds(Number.MAX_SAFE_INTEGER).length, 53);
});

test('merkle: refuses what is not a size', () => {
  for (const size of [-1, 1.5, Number.NaN, 2 ** 53]) {
    assert.throws(() => rangeNodeIds(size), refusal('invalid_input'), String(size));
  }
});

test('merkle: appending reports every subtree that it completes', () => {
  const { range } = growTree(ENTRIES.slice(0, 7));
  const leaf = leafHash(ENTRIES[7] as Uint8Array);
  const { nodes } = appendLeaf(range, leaf);
  assert.deepEqual(
    nodes.map(({ level, index }) => ({ level, index })),
    [
      { level: 0, index: 7 },
      { level: 1, index: 3 },
      { level: 2, index: 1 },
      { level: 3, index: 0 },
    ],
  );
  assert.deepEqual(nodes[0]?.hash, leaf);
  assert.equal(toHex(nodes[3]?.hash as Uint8Array), ROOTS[8]);
});

test('merkle: appending leaves the given range as it was', () => {
  const { range } = growTree(ENTRIES.slice(0, 7));
  const before = structuredClone(range);
  appendLeaf(range, leafHash(Uint8Array.of(9)));
  assert.deepEqual(range, before);
});

test('merkle: refuses a leaf that is not a hash, and one more leaf than can be counted', () => {
  assert.throws(() => appendLeaf(emptyRange, Uint8Array.of(1)), refusal('proof_malformed'));
  const full = compactRange(Number.MAX_SAFE_INTEGER, Array(53).fill(EMPTY_ROOT));
  assert.throws(() => appendLeaf(full, EMPTY_ROOT), refusal('invalid_input'));
});

test('merkle: a stored range goes on where it stopped', () => {
  const whole = growTree(testEntries(14)).range;
  const half = growTree(testEntries(13)).range;
  const restored = compactRange(half.size, half.hashes);
  assert.deepEqual(appendLeaf(restored, leafHash(Uint8Array.of(0, 13))).range, whole);
});

test('merkle: refuses a stored range of another shape', () => {
  const { hashes } = growTree(testEntries(13)).range;
  assert.throws(() => compactRange(12, hashes), refusal('invalid_input'));
  assert.throws(() => compactRange(13, hashes.slice(1)), refusal('invalid_input'));
  assert.throws(() => compactRange(-13, hashes), refusal('invalid_input'));
  const short = [...hashes.slice(0, 2), new Uint8Array(31)];
  assert.throws(() => compactRange(13, short), refusal('proof_malformed'));
});
