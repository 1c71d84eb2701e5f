import { clip } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { DIGEST_LENGTH } from './entry-digest.ts';
import type { TreeNodeId } from './merkle.ts';
import { parseDecimal } from './parsing.ts';

/** Hashes of a full tile, and levels of the tree between one tile level and the next. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const RECORD_LENGTH = 2 + DIGEST_LENGTH;
const MAX_LEVEL = 63;
/** With more tiles than this a leaf's index would not be below 2^53. */
const MAX_TILES = 2 ** 45;

/** A tile of the tree, or the bundle of the entries below a tile of level 0. `width` 256: a full one. */
export type Tile = { readonly level: number | 'entries'; readonly index: number; readonly width: number };

const PATH = /^\/tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/;

/**
 * Reads the path of a tile below a log's prefix (c2sp.org/tlog-tiles) in its one form: `/tile/<L>/<N>`,
 * `/tile/entries/<N>`, either followed by `.p/<W>` if partial. N is written in groups of three digits.
 *
 *     /tile/0/x001/x234/067          level 0, index 1234067, all 256 hashes
 *     /tile/entries/x001/x234/067.p/112      the first 112 entries of the bundle at the same place
 *
 * @throws EwsError `tile_malformed`
 */
export function parseTilePath(path: string): Tile {
  const [, level = '', groups = '', width] = PATH.exec(path) ?? [];
  const digits = groups.replaceAll(/[x/]/g, '').replace(/^0+(?=[0-9])/, '');
  const tile: Tile = {
    level: level === 'entries' ? level : parseDecimal(level, 'tile_malformed', 'tile level'),
    index: parseDecimal(digits, 'tile_malformed', 'tile index'),
    width: width === undefined ? TILE_WIDTH : parseDecimal(width, 'tile_malformed', 'tile width'),
  };
  // Writing it back refuses x000 groups in front, a width of 256 spelled out, levels and widths out of range.
  if (formatTilePath(tile) !== path) throw malformed(`Not a tile path: "${clip(path)}".`);
  return tile;
}

/** @throws EwsError `tile_malformed`: a level, index or width out of range */
export function formatTilePath(tile: Tile): string {
  requireTile(tile);
  const digits = String(tile.index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const last = groups.pop();
  const partial = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`;
  return `/tile/${tile.level}/${groups.map((group) => `x${group}/`).join('')}${last}${partial}`;
}

/**
 * The perfect subtrees whose hashes, in this order, are the tile; for a bundle of entries, their leaves.
 * @throws EwsError `tile_malformed`
 */
export function tileNodeIds(tile: Tile): TreeNodeId[] {
  requireTile(tile);
  const level = tileLevel(tile.level) * TILE_HEIGHT;
  return Array.from({ length: tile.width }, (_, i) => ({ level, index: tile.index * TILE_WIDTH + i }));
}

/**
 * How many hashes (or entries) a tile has in a tree of that size: 0 if there is no such tile, 256 if it
 * is full. At level l there are floor(size / 256^l) hashes in all.
 */
export function tileWidthAt(size: number, level: Tile['level'], index: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** tileLevel(level));
  return Math.min(Math.max(hashes - index * TILE_WIDTH, 0), TILE_WIDTH);
}

/**
 * An entry bundle (c2sp.org/tlog-tiles): 1 to 256 entries, each behind its length as a big-endian uint16.
 * Our entries are digests, so that each takes 34 bytes: `00 20` and the 32 bytes of the digest.
 * @throws EwsError `tile_malformed`: none, more than 256, or not 32 bytes each
 */
export function encodeBundle(digests: readonly Uint8Array[]): Uint8Array {
  requireCount(digests.length);
  const bundle = new Uint8Array(digests.length * RECORD_LENGTH);
  for (const [i, digest] of digests.entries()) {
    if (digest.length !== DIGEST_LENGTH) throw malformed(`Entry ${i} has ${digest.length} bytes.`);
    bundle[i * RECORD_LENGTH + 1] = DIGEST_LENGTH;
    bundle.set(digest, i * RECORD_LENGTH + 2);
  }
  return bundle;
}

/**
 * The digests in an entry bundle. How many there should be is for the caller to check.
 * @throws EwsError `tile_malformed`: none, more than 256, or anything but records of 34 bytes
 */
export function decodeBundle(bundle: Uint8Array): Uint8Array[] {
  requireCount(bundle.length / RECORD_LENGTH);
  return Array.from({ length: bundle.length / RECORD_LENGTH }, (_, i) => {
    const record = bundle.subarray(i * RECORD_LENGTH, (i + 1) * RECORD_LENGTH);
    if (record[0] !== 0 || record[1] !== DIGEST_LENGTH)
      throw malformed(`Entry ${i} has not ${DIGEST_LENGTH} bytes.`);
    return record.slice(2);
  });
}

function tileLevel(level: Tile['level']): number {
  return level === 'entries' ? 0 : level;
}

function requireTile({ level, index, width }: Tile): void {
  if (!isIntegerBetween(tileLevel(level), 0, MAX_LEVEL)) throw malformed(`Not a tile level: ${level}.`);
  if (!isIntegerBetween(index, 0, MAX_TILES - 1)) throw malformed(`Not a tile index: ${index}.`);
  if (!isIntegerBetween(width, 1, TILE_WIDTH)) throw malformed(`Not a tile width: ${width}.`);
}

function requireCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > TILE_WIDTH) {
    throw malformed(`A bundle has 1 to ${TILE_WIDTH} entries of ${RECORD_LENGTH} bytes.`);
  }
}

function isIntegerBetween(value: number, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= min && value <= max;
}

function malformed(message: string): EwsError {
  return new EwsError('tile_malformed', message);
}
