import { decodeNewest } from '../blocks/block.ts';
import { Columns } from '../blocks/columns.ts';
import { type BlockRow, blockId, FIRST_ORDINAL, seriesOfBlock } from './block-rows.ts';
import type { Db } from './open.ts';

/** Blocks that one statement reads: a few hundred cost a third of one at a time. */
const BLOCKS_AT_ONCE = 256;

/** The newest vintages of many series in columns; the rows of `series[i]` are `starts[i]` to `starts[i + 1]`. */
export interface SweptSeries {
  readonly series: readonly number[];
  readonly starts: readonly number[];
  readonly columns: Columns;
}

/** Blocks in order of their series and periods, from one series up to another one, which is not included. */
export function* blocksOf(db: Db, from: number, to: number): Generator<BlockRow[]> {
  const statement = db
    .prepare<[number, number, number], BlockRow>(
      'SELECT id, body FROM block WHERE id >= ? AND id < ? ORDER BY id LIMIT ?',
    )
    .raw();
  const end = blockId(to, FIRST_ORDINAL);
  for (let next = blockId(from, FIRST_ORDINAL); ; ) {
    const rows = statement.all(next, end, BLOCKS_AT_ONCE);
    if (rows.length > 0) yield rows;
    if (rows.length < BLOCKS_AT_ONCE) return;
    next = rows.at(-1)![0] + 1;
  }
}

/**
 * Streams the newest vintages of every series of a range of ids, some hundred at a time. The columns are used again for
 * the next part. Several threads, each with a connection and a range of its own, share the work.
 */
export function* sweepNewest(db: Db, from: number, to: number): Generator<SweptSeries> {
  const columns = new Columns();
  let series: number[] = [];
  let starts: number[] = [];
  for (const rows of blocksOf(db, from, to)) {
    for (const [id, body] of rows) {
      const of = seriesOfBlock(id);
      if (of !== series.at(-1)) {
        if (series.length >= BLOCKS_AT_ONCE) {
          yield { series, starts: [...starts, columns.count], columns };
          columns.count = 0;
          series = [];
          starts = [];
        }
        series.push(of);
        starts.push(columns.count);
      }
      decodeNewest(body, columns);
    }
  }
  if (series.length > 0) yield { series, starts: [...starts, columns.count], columns };
}
