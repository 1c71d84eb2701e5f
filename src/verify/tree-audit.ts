import { equalBytes } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { DIGEST_LENGTH, entryLeaf } from '../log/entry-digest.ts';
import {
  appendLeaf,
  type CompactRange,
  emptyRange,
  HASH_LENGTH,
  type Hash,
  type TreeNode,
} from '../log/merkle.ts';
import { decodeBundle, TILE_WIDTH, type Tile } from '../log/tiles.ts';

/** Reads tiles and bundles of one log; see `PublicLog.tile`. */
export type ReadTile = (tile: Tile, recordBytes: number) => Promise<Uint8Array>;

export interface AuditCounts {
  readonly entries: number;
  readonly bundles: number;
  readonly fullTiles: number;
  readonly partialTiles: number;
}

/** Levels of the tree between two levels of tiles. */
const TILE_HEIGHT = 8;
/** An entry in a bundle: its length in two bytes, then its digest. */
const RECORD_LENGTH = 2 + DIGEST_LENGTH;

/**
 * A log's tree, computed again from its entries as they arrive, beside the tiles that the log serves of it.
 * What is kept does not grow with the log: a compact range, and for each level the tile that is being filled.
 */
export class TreeAudit {
  readonly #read: ReadTile;
  readonly #levels: Hash[][] = [];
  #range: CompactRange = emptyRange;
  #counts = { entries: 0, bundles: 0, fullTiles: 0, partialTiles: 0 };
  #tileError: unknown;

  constructor(read: ReadTile) {
    this.#read = read;
  }

  get range(): CompactRange {
    return this.#range;
  }

  get counts(): AuditCounts {
    return { ...this.#counts, entries: this.#range.size };
  }

  /** Why the first tile that is not as computed is not; undefined: all are. */
  get tileError(): unknown {
    return this.#tileError;
  }

  /**
   * Reads the entries up to `size`, and compares each tile that they fill; at the end those filled in part.
   * @throws EwsError `tile_malformed`, `root_mismatch` (an entry that was read before is another), what reading throws
   */
  async extendTo(size: number, onEntries: (entries: number) => void = () => undefined): Promise<void> {
    while (this.#range.size < size) {
      await this.#readBundle(size);
      onEntries(this.#range.size);
    }
    for (const [level, hashes] of this.#levels.entries()) {
      if (hashes.length > 0) await this.#compare(level, Math.floor(size / TILE_WIDTH ** (level + 1)), hashes);
    }
  }

  async #readBundle(size: number): Promise<void> {
    const index = Math.floor(this.#range.size / TILE_WIDTH);
    const known = this.#levels[0] ?? [];
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const bundle = await this.#read({ level: 'entries', index, width }, RECORD_LENGTH);
    this.#counts.bundles += 1;
    const leaves = decodeBundle(bundle).map(entryLeaf);
    // A bundle that grew while it was being read begins with what was there before.
    if (!known.every((leaf, i) => equalBytes(leaf, leaves[i] ?? leaf))) {
      throw new EwsError('root_mismatch', `Bundle ${index} of entries has changed since it was read before.`);
    }
    for (const leaf of leaves.slice(known.length)) await this.#append(leaf);
  }

  async #append(leaf: Hash): Promise<void> {
    const { range, nodes } = appendLeaf(this.#range, leaf);
    this.#range = range;
    for (const node of nodes) if (node.level % TILE_HEIGHT === 0) await this.#fill(node);
  }

  async #fill({ level, index, hash }: TreeNode): Promise<void> {
    const tileLevel = level / TILE_HEIGHT;
    const hashes = this.#levels[tileLevel] ?? [];
    hashes.push(hash);
    this.#levels[tileLevel] = hashes;
    if (hashes.length < TILE_WIDTH) return;
    this.#levels[tileLevel] = [];
    await this.#compare(tileLevel, Math.floor(index / TILE_WIDTH), hashes);
  }

  /** After the first tile that is wrong no other is asked for: it is named, and entries go on to be read. */
  async #compare(level: number, index: number, hashes: readonly Hash[]): Promise<void> {
    if (this.#tileError !== undefined) return;
    const width = hashes.length;
    try {
      const served = await this.#read({ level, index, width }, HASH_LENGTH);
      if (!equalBytes(served, Buffer.concat(hashes))) {
        throw new EwsError(
          'root_mismatch',
          `Tile ${index} of level ${level} (width ${width}) is not that of the entries.`,
        );
      }
    } catch (error) {
      this.#tileError = error;
    }
    this.#counts[width === TILE_WIDTH ? 'fullTiles' : 'partialTiles'] += 1;
  }
}
