import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatCheckpoint, parseCheckpoint } from '../../src/log/checkpoint.ts';
import { EMPTY_ROOT, type Hash, leafHash, rangeRoot } from '../../src/log/merkle.ts';
import {
  proveConsistency,
  proveConsistencyOfPart,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from '../../src/log/merkle-proof.ts';

import { formatNote, formatVkey, parseNote, parseVkey, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { formatProof, parseProof } from '../../src/log/proof.ts';
import { formatTilePath, parseTilePath, type Tile, tileNodeIds, tileWidthAt } from '../../src/log/tiles.ts';
import { refusal, testSigner } from '../log/keys.ts';
import { growTree, naiveRoot, testEntries } from '../log/trees.ts';

const MAX_SIZE = 300;
const ENTRIES = testEntries(MAX_SIZE);
const TREE = growTree(ENTRIES);
const ROOTS = ENTRIES.map((_, size) => naiveRoot(ENTRIES.slice(0, size))).concat(naiveRoot(ENTRIES));
const root = (size: number) => ROOTS[size] as Hash;

const treeSize = fc.integer({ min: 1, max: MAX_SIZE });
const pair = fc.tuple(treeSize, treeSize);
const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const safeInteger = fc.maxSafeNat();

/** Every value that differs from `hash` in one bit. */
function* flips(hash: Hash): Generator<Hash> {
  for (let bit = 0; bit < hash.length * 8; bit++) {
    const byte = Math.floor(bit / 8);
    yield hash.with(byte, (hash[byte] as number) ^ (1 << (bit % 8)));
  }
}

test('merkle: growing by single leaves gives the roots of the recursive definition', () => {
  for (let size = 0; size <= MAX_SIZE; size++) {
    assert.deepEqual(rangeRoot(growTree(ENTRIES.slice(0, size)).range), root(size), `size ${size}`);
  }
});

test('merkle: any entries, any order: the root is that of the recursive definition', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 70 }), (entries) => {
      assert.deepEqual(rangeRoot(growTree(entries).range), naiveRoot(entries));
    }),
  );
});

test('merkle: every inclusion proof of trees up to 40 leaves, and samples up to 300, verifies', async () => {
  const verify = async (index: number, size: number) => {
    const leaf = leafHash(ENTRIES[index] as Uint8Array);
    const proof = await proveInclusion(index, size, TREE.read);
    verifyInclusion({ index, size, leaf, root: root(size), proof });
  };
  for (let size = 1; size <= 40; size++) for (let index = 0; index < size; index++) await verify(index, size);
  await fc.assert(
    fc.asyncProperty(pair, async ([a, b]) => verify(Math.min(a, b) - 1, Math.max(a, b))),
    { numRuns: 500 },
  );
});

test('merkle: every consistency proof of trees up to 40 leaves, and samples up to 300, verifies', async () => {
  const verify = async (size1: number, size2: number) => {
    const proof = await proveConsistency(size1, size2, TREE.read);
    verifyConsistency({ size1, size2, root1: root(size1), root2: root(size2), proof });
  };
  for (let size2 = 1; size2 <= 40; size2++)
    for (let size1 = 1; size1 <= size2; size1++) await verify(size1, size2);
  await fc.assert(
    fc.asyncProperty(pair, async ([a, b]) => verify(Math.min(a, b), Math.max(a, b))),
    { numRuns: 500 },
  );
});

test('merkle: who holds the beginning of a tree and its proof makes every proof of what is smaller', async () => {
  const prove = async (size1: number, held: number, size: number) => {
    const proof = held === size ? [] : await proveConsistency(held, size, TREE.read);
    // What lies beyond the leaves that are held cannot be read.
    const { read } = growTree(ENTRIES.slice(0, held));
    const made = await proveConsistencyOfPart(size1, { held, size, proof }, read);
    assert.deepEqual(made, await proveConsistency(size1, size, TREE.read), `${size1} of ${held} of ${size}`);
  };
  for (let size = 1; size <= 20; size++)
    for (let held = 1; held <= size; held++)
      for (let size1 = 1; size1 <= held; size1++) await prove(size1, held, size);
  await fc.assert(
    fc.asyncProperty(fc.tuple(treeSize, treeSize, treeSize), async (sizes) => {
      const [size1, held, size] = sizes.toSorted((a, b) => a - b) as [number, number, number];
      await prove(size1, held, size);
    }),
    { numRuns: 300 },
  );
  const proof = await proveConsistency(5, 7, TREE.read);
  const short = { held: 5, size: 7, proof: proof.slice(0, 2) };
  await assert.rejects(proveConsistencyOfPart(3, short, TREE.read), refusal('internal'));
  await assert.rejects(proveConsistencyOfPart(6, { ...short, proof }, TREE.read), refusal('invalid_input'));
});

test('merkle: an inclusion proof with any single bit flipped fails', async () => {
  await fc.assert(
    fc.asyncProperty(pair, async ([a, b]) => {
      const [index, size] = [Math.min(a, b) - 1, Math.max(a, b)];
      const leaf = leafHash(ENTRIES[index] as Uint8Array);
      const proof = await proveInclusion(index, size, TREE.read);
      const claim = { index, size, leaf, root: root(size), proof };
      const fails = (change: object) =>
        assert.throws(() => verifyInclusion({ ...claim, ...change }), refusal('proof_invalid'));
      for (const flipped of flips(claim.leaf)) fails({ leaf: flipped });
      for (const flipped of flips(claim.root)) fails({ root: flipped });
      for (const [i, hash] of proof.entries()) {
        for (const flipped of flips(hash)) fails({ proof: proof.with(i, flipped) });
      }
      for (let bit = 1; bit <= 512; bit *= 2) fails({ index: index ^ bit });
    }),
    { numRuns: 12 },
  );
});

test('merkle: a consistency proof with any single bit flipped fails', async () => {
  await fc.assert(
    fc.asyncProperty(pair, async ([a, b]) => {
      const [size1, size2] = [Math.min(a, b), Math.max(a, b)];
      const proof = await proveConsistency(size1, size2, TREE.read);
      const claim = { size1, size2, root1: root(size1), root2: root(size2), proof };
      const fails = (change: object) =>
        assert.throws(() => verifyConsistency({ ...claim, ...change }), refusal('proof_invalid'));
      for (const flipped of flips(claim.root1)) fails({ root1: flipped });
      for (const flipped of flips(claim.root2)) fails({ root2: flipped });
      for (const [i, hash] of proof.entries()) {
        for (const flipped of flips(hash)) fails({ proof: proof.with(i, flipped) });
      }
    }),
    { numRuns: 12 },
  );
});

const keyName = fc.stringMatching(/^[!-*,-~가-힣]{1,30}$/);
const signature = fc.record({
  name: keyName,
  keyId: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  signature: fc.uint8Array({ minLength: 1, maxLength: 80 }),
});
const noteText = fc
  .array(fc.stringMatching(/^[ -~가-힣—]{0,40}$/), { maxLength: 6 })
  .map((lines) => `${lines.join('\n')}\n`);
const note = fc.record({ text: noteText, signatures: fc.array(signature, { minLength: 1, maxLength: 5 }) });
const checkpoint = fc
  .record({ origin: keyName, size: safeInteger, root: anyHash })
  .map((each) => (each.size === 0 ? { ...each, root: EMPTY_ROOT } : each));
const tile: fc.Arbitrary<Tile> = fc.record({
  level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })),
  index: fc.oneof(fc.nat({ max: 2000 }), fc.integer({ min: 0, max: 2 ** 45 - 1 })),
  width: fc.integer({ min: 1, max: 256 }),
});
const proof = fc.record(
  {
    extra: fc.uint8Array({ minLength: 1, maxLength: 100 }),
    index: safeInteger,
    hashes: fc.array(anyHash, { maxLength: 53 }),
    checkpoint: note.map(formatNote),
  },
  { requiredKeys: ['index', 'hashes', 'checkpoint'] },
);

/** A text with one character replaced, removed or added. */
const edited = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(
      text,
      fc.nat(),
      fc.constantFrom('', '0', 'A', '=', ' ', '\n', 'x', '/', '+', 'é', '—'),
      fc.nat({ max: 1 }),
    )
    .map(([original, at, insert, remove]) => {
      const from = at % (original.length + 1);
      return original.slice(0, from) + insert + original.slice(from + remove);
    });

/** Whatever `parse` takes, it takes in that form only; counts how many it took, so that it is not none. */
function assertCanonical<T>(
  text: fc.Arbitrary<string>,
  parse: (text: string) => T,
  format: (value: T) => string,
) {
  let taken = 0;
  fc.assert(
    fc.property(edited(text), (each) => {
      let value: T;
      try {
        value = parse(each);
      } catch (error) {
        assert.equal((error as Error).name, 'EwsError', String(error));
        return;
      }
      taken++;
      assert.equal(format(value), each);
    }),
    { numRuns: 1000 },
  );
  assert.ok(taken > 20, `only ${taken} of the edited texts could be read`);
}

function assertRoundTrip<T>(
  values: fc.Arbitrary<T>,
  parse: (text: string) => T,
  format: (value: T) => string,
) {
  fc.assert(
    fc.property(values, (value) => assert.deepEqual(parse(format(value)), value)),
    { numRuns: 300 },
  );
}

// null prototypes are fast-check's: plain objects are what the parsers give
const plain = <T extends object>(values: fc.Arbitrary<T>) => values.map((value) => ({ ...value }));

test('note: parse and format undo each other', () => {
  const notes = note.map(({ text, signatures }) => ({
    text,
    signatures: signatures.map((each) => ({ ...each })),
  }));
  assertRoundTrip(notes, parseNote, formatNote);
  assertCanonical(note.map(formatNote), parseNote, formatNote);
});

test('vkey: parse and format undo each other', () => {
  const vkeys = fc
    .tuple(keyName, fc.constantFrom(...Object.values(SIGNATURE_TYPE)), fc.constantFrom('a', 'b', 'c'))
    .map(([name, type, label]) => testSigner(name, type, label).key);
  fc.assert(
    fc.property(vkeys, (key) => assert.deepEqual(parseVkey(formatVkey(key)), key)),
    { numRuns: 50 },
  );
});

test('checkpoint: parse and format undo each other', () => {
  assertRoundTrip(plain(checkpoint), parseCheckpoint, formatCheckpoint);
  assertCanonical(checkpoint.map(formatCheckpoint), parseCheckpoint, formatCheckpoint);
});

test('tile path: parse and format undo each other', () => {
  assertRoundTrip(plain(tile), parseTilePath, formatTilePath);
  assertCanonical(tile.map(formatTilePath), parseTilePath, formatTilePath);
});

test('proof: parse and format undo each other', () => {
  assertRoundTrip(plain(proof), parseProof, formatProof);
  assertCanonical(proof.map(formatProof), parseProof, formatProof);
});

test('tiles: the tiles of a tree hold its nodes at every eighth level, each once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), fc.nat({ max: 2 }), (size, level) => {
      const tiles = Array.from({ length: 14 }, (_, index) => ({
        level,
        index,
        width: tileWidthAt(size, level, index),
      }));
      const ids = tiles.filter((each) => each.width > 0).flatMap(tileNodeIds);
      const count = Math.floor(size / 256 ** level);
      assert.deepEqual(
        ids,
        Array.from({ length: count }, (_, index) => ({ level: level * 8, index })),
      );
    }),
  );
});
