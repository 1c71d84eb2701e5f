import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '../../src/domain/bytes.ts';
import { entryDigest } from '../../src/log/entry-digest.ts';
import {
  decodeBundle,
  encodeBundle,
  formatTilePath,
  parseTilePath,
  type Tile,
  tileNodeIds,
  tileWidthAt,
} from '../../src/log/tiles.ts';
import { refusal } from './keys.ts';

const PATHS: [string, Tile][] = [
  ['/tile/0/000', { level: 0, index: 0, width: 256 }],
  ['/tile/0/x001/x234/067', { level: 0, index: 1234067, width: 256 }], // the example of c2sp.org/tlog-tiles
  ['/tile/0/273.p/112', { level: 0, index: 273, width: 112 }],
  ['/tile/63/x001/000.p/1', { level: 63, index: 1000, width: 1 }],
  ['/tile/entries/999', { level: 'entries', index: 999, width: 256 }],
  ['/tile/entries/x010/000.p/255', { level: 'entries', index: 10000, width: 255 }],
  ['/tile/0/x035/x184/x372/x088/831', { level: 0, index: 2 ** 45 - 1, width: 256 }],
];

test('tiles: reads and writes paths', () => {
  for (const [path, tile] of PATHS) {
    assert.deepEqual(parseTilePath(path), tile);
    assert.equal(formatTilePath(tile), path);
  }
});

test('tiles: refuses every other form of a path', () => {
  for (const path of [
    '',
    '/tile/0',
    '/tile/0/',
    'tile/0/000',
    '/tile/0/0',
    '/tile/0/0000',
    '/tile/0/x000/001',
    '/tile/0/001/x000',
    '/tile/0/x001/x000',
    '/tile/0/001/000',
    '/tile/00/000',
    '/tile/64/000',
    '/tile/100/000',
    '/tile/-1/000',
    '/tile/entry/000',
    '/tile/0/000.p/0',
    '/tile/0/000.p/01',
    '/tile/0/000.p/256',
    '/tile/0/000.p/999',
    '/tile/0/000.p',
    '/tile/0/000.p/',
    '/tile/0/000/',
    '/tile/0/000?x',
    '/tile/0/000\n',
    '/tile/0/X001/000',
    '/tile/0/x035/x184/x372/x088/832',
    `/tile/0/${'x999/'.repeat(20)}999`,
  ]) {
    assert.throws(() => parseTilePath(path), refusal('tile_malformed'), JSON.stringify(path));
  }
});

test('tiles: refuses tiles that cannot be', () => {
  const tile: Tile = { level: 0, index: 0, width: 256 };
  for (const change of [
    { level: -1 },
    { level: 64 },
    { level: 0.5 },
    { index: -1 },
    { index: 2 ** 45 },
    { width: 0 },
    { width: 257 },
    { width: 1.5 },
  ]) {
    assert.throws(
      () => formatTilePath({ ...tile, ...change }),
      refusal('tile_malformed'),
      JSON.stringify(change),
    );
    assert.throws(
      () => tileNodeIds({ ...tile, ...change }),
      refusal('tile_malformed'),
      JSON.stringify(change),
    );
  }
});

test('tiles: a tile of level L holds subtrees of 256^L leaves', () => {
  assert.deepEqual(tileNodeIds({ level: 0, index: 2, width: 3 }), [
    { level: 0, index: 512 },
    { level: 0, index: 513 },
    { level: 0, index: 514 },
  ]);
  assert.deepEqual(tileNodeIds({ level: 2, index: 1, width: 1 }), [{ level: 16, index: 256 }]);
  assert.deepEqual(tileNodeIds({ level: 'entries', index: 1, width: 1 }), [{ level: 0, index: 256 }]);
  assert.equal(tileNodeIds({ level: 1, index: 0, width: 256 }).length, 256);
});

test('tiles: a tree of 70,000 has the tiles that the specification lists', () => {
  const widths = (level: number, from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => tileWidthAt(70_000, level, from + i));
  assert.deepEqual(widths(0, 0, 273), Array(273).fill(256));
  assert.deepEqual(widths(0, 273, 275), [112, 0]);
  assert.deepEqual(widths(1, 0, 3), [256, 17, 0]);
  assert.deepEqual(widths(2, 0, 2), [1, 0]);
  assert.equal(tileWidthAt(70_000, 3, 0), 0);
  assert.equal(tileWidthAt(70_000, 'entries', 273), 112);
});

test('tiles: a tree of 256 has a full tile below a partial one, the empty tree has none', () => {
  assert.equal(tileWidthAt(256, 0, 0), 256);
  assert.equal(tileWidthAt(256, 1, 0), 1);
  assert.equal(tileWidthAt(255, 1, 0), 0);
  assert.equal(tileWidthAt(0, 0, 0), 0);
});

test('tiles: widths of trees beyond 32 bits', () => {
  const size = 2 ** 40 + 5;
  assert.equal(tileWidthAt(size, 0, 2 ** 32), 5);
  assert.equal(tileWidthAt(size, 4, 0), 256);
  assert.equal(tileWidthAt(size, 5, 0), 1);
});

test('bundle: an entry is 00 20 and its digest', () => {
  const bundle = encodeBundle([entryDigest('abc'), new Uint8Array(32)]);
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.equal(toHex(bundle), `0020${digest}0020${'00'.repeat(32)}`);
});

test('bundle: reads what it writes, from 1 to 256 entries', () => {
  for (const count of [1, 2, 256]) {
    const digests = Array.from({ length: count }, (_, i) => entryDigest(String(i)));
    assert.deepEqual(decodeBundle(encodeBundle(digests)), digests);
  }
});

test('bundle: refuses other counts and other entries', () => {
  const digest = entryDigest('abc');
  for (const digests of [[], Array(257).fill(digest), [digest, digest.subarray(1)]]) {
    assert.throws(() => encodeBundle(digests), refusal('tile_malformed'), String(digests.length));
  }
  const bundle = encodeBundle([digest, digest]);
  const changed = (at: number, byte: number) => bundle.with(at, byte);
  for (const [name, bytes] of Object.entries({
    empty: new Uint8Array(0),
    short: bundle.subarray(1),
    long: Uint8Array.of(...bundle, 0),
    many: new Uint8Array(Buffer.concat(Array(257).fill(encodeBundle([digest])))),
    'first length': changed(0, 1),
    'second length': changed(35, 0x1f),
  })) {
    assert.throws(() => decodeBundle(bytes), refusal('tile_malformed'), name);
  }
});
