import { decodeBlock, encodeBlock } from '../blocks/block.ts';
import { cutIntoBlocks } from '../blocks/cut.ts';
import type { Points } from '../blocks/points.ts';
import type { Db } from './open.ts';

/** See the migration: a block's id is its series and the number of its first period. */
const SPAN = 2 ** 22;
const OFFSET = 2 ** 20;
/** Numbers of periods that a block's id can carry: days of the years 0 to 9999 are the widest. */
export const FIRST_ORDINAL = -OFFSET;
export const LAST_ORDINAL = SPAN - OFFSET - 1;

export type BlockRow = [id: number, body: Buffer];

export function blockId(series: number, ordinal: number): number {
  return series * SPAN + Math.min(Math.max(ordinal, FIRST_ORDINAL), LAST_ORDINAL) + OFFSET;
}

export function seriesOfBlock(id: number): number {
  return Math.floor(id / SPAN);
}

function firstOrdinalOf(id: number): number {
  return (id % SPAN) - OFFSET;
}

// From the block that the first period lies in (it begins at it or before it) to the one that begins last in the range;
// the first block at all also takes what comes before it.
const TOUCHED = `SELECT id, body FROM block WHERE id BETWEEN
    ifnull((SELECT max(id) FROM block WHERE id BETWEEN :begin AND :from), :begin)
    AND max(:to, ifnull((SELECT min(id) FROM block WHERE id BETWEEN :begin AND :end), :to))
  ORDER BY id`;

const LAST = 'SELECT id, body FROM block WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1';

type BlockedSeries = { readonly id: number; readonly lastOrdinal: number | null };

/** Reads and writes blocks of a series. */
export class BlockRows {
  readonly #touched;
  readonly #last;
  readonly #insert;
  readonly #update;
  readonly #delete;
  readonly #clear;

  constructor(db: Db) {
    this.#touched = db
      .prepare<[{ begin: number; from: number; to: number; end: number }], BlockRow>(TOUCHED)
      .raw();
    this.#last = db.prepare<[number, number], BlockRow>(LAST).raw();
    this.#insert = db.prepare<[number, Uint8Array]>('INSERT INTO block (id, body) VALUES (?, ?)');
    this.#update = db.prepare<[Uint8Array, number]>('UPDATE block SET body = ? WHERE id = ?');
    this.#clear = db.prepare<[number, number]>('DELETE FROM block WHERE id BETWEEN ? AND ?');
    this.#delete = db.prepare<[number]>('DELETE FROM block WHERE id = ?');
  }

  /** The blocks that hold periods from `from` to `to`, or would. */
  of({ id, lastOrdinal }: BlockedSeries, from: number, to: number): BlockRow[] {
    if (lastOrdinal === null) return [];
    // Most of what comes in is newer than all that is there.
    if (from >= lastOrdinal) return this.#last.all(blockId(id, FIRST_ORDINAL), blockId(id, LAST_ORDINAL));
    return this.#between(id, from, to);
  }

  /** The block that the newest periods lie in. */
  last({ id }: BlockedSeries): BlockRow | undefined {
    return this.#last.get(blockId(id, FIRST_ORDINAL), blockId(id, LAST_ORDINAL));
  }

  /** Writes a block anew that begins as before. */
  replace(id: number, body: Uint8Array): void {
    this.#update.run(body, id);
  }

  #between(series: number, from: number, to: number): BlockRow[] {
    return this.#touched.all({
      begin: blockId(series, FIRST_ORDINAL),
      from: blockId(series, from),
      to: blockId(series, to),
      end: blockId(series, LAST_ORDINAL),
    });
  }

  /** Takes all blocks of a series away. */
  remove(series: number): void {
    this.#clear.run(blockId(series, FIRST_ORDINAL), blockId(series, LAST_ORDINAL));
  }

  /** Writes what became of the points of these blocks; those that are not `changed` stay as they are. */
  write(series: number, held: readonly number[], changed: readonly boolean[], points: Points): void {
    const { latest } = points;
    for (let index = 0; index < Math.max(1, held.length); index++) {
      if (changed[index] !== true) continue;
      const next = held[index + 1];
      const from = index === 0 ? 0 : latest.lowerBound(firstOrdinalOf(held[index]!));
      const to = next === undefined ? latest.count : latest.lowerBound(firstOrdinalOf(next));
      this.#writePart(series, held[index], points, from, to);
    }
  }

  #writePart(series: number, held: number | undefined, points: Points, from: number, to: number): void {
    let start = from;
    let place = held;
    for (const end of cutIntoBlocks(points, from, to)) {
      const id = blockId(series, points.latest.ordinals[start]!);
      if (place !== undefined && place !== id) {
        // It begins earlier now.
        this.#delete.run(place);
        place = undefined;
      }
      const body = encodeBlock(points, start, end);
      if (place === id) this.#update.run(body, id);
      else this.#insert.run(id, body);
      place = undefined;
      start = end;
    }
  }
}

/** Which of the blocks of these ids a period belongs to. */
export function blockIndex(ids: readonly number[], ordinal: number): number {
  let index = Math.max(0, ids.length - 1);
  while (index > 0 && firstOrdinalOf(ids[index]!) > ordinal) index -= 1;
  return index;
}

export function decodeAll(rows: readonly BlockRow[], points: Points): void {
  points.clear();
  for (const [, body] of rows) decodeBlock(body, points);
}
