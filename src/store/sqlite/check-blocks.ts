import { decodeBlock, isIntact } from '../blocks/block.ts';
import { Points } from '../blocks/points.ts';
import { type BlockRow, seriesOfBlock } from './block-rows.ts';
import type { Db } from './open.ts';
import { blocksOf } from './sweep.ts';

/** Something that is wrong with what is held of a series. */
export interface BlockFinding {
  readonly series: string;
  readonly problem: string;
}

interface SeriesRow {
  readonly id: number;
  readonly key: string;
  readonly points: number;
  readonly vintages: number;
  readonly first: number | null;
  readonly last: number | null;
}

/** Series that are compared before others get a turn. */
const PART = 1000;

/**
 * Compares every block with its checksum, and what the blocks of a series hold with what its row says of it.
 * Yields after each part how many series were compared, and what was found in it.
 */
export function* checkBlocks(
  db: Db,
): Generator<{ readonly series: number; readonly findings: BlockFinding[] }> {
  const part = db.prepare<[number, number], SeriesRow>(
    `SELECT id, key, points, vintages, first_ordinal AS first, last_ordinal AS last FROM series
     WHERE id > ? ORDER BY id LIMIT ?`,
  );
  for (let after = 0; ; ) {
    const rows = part.all(after, PART);
    if (rows.length === 0) return;
    const next = rows.at(-1)!.id;
    const blocks = Map.groupBy([...blocksOf(db, after + 1, next + 1)].flat(), ([id]) => seriesOfBlock(id));
    yield {
      series: rows.length,
      findings: rows.flatMap((row) => checkSeries(row, blocks.get(row.id) ?? [])),
    };
    after = next;
  }
}

function checkSeries({ key, ...said }: SeriesRow, blocks: readonly BlockRow[]): BlockFinding[] {
  const damaged = blocks.find(([, body]) => !isIntact(body));
  if (damaged !== undefined) {
    return [{ series: key, problem: `Block ${damaged[0]} differs from its checksum.` }];
  }
  const points = new Points();
  for (const [, body] of blocks) decodeBlock(body, points);
  const { latest, earlier } = points;
  for (let at = 1; at < latest.count; at++) {
    if (latest.ordinals[at]! > latest.ordinals[at - 1]!) continue;
    return [{ series: key, problem: 'Its periods are not in order.' }];
  }
  const held = {
    points: points.countShown(),
    vintages: latest.count + earlier.count,
    first: latest.ordinals[0],
    last: latest.ordinals[latest.count - 1],
  };
  const wrong = (Object.keys(held) as (keyof typeof held)[]).filter(
    (name) => (latest.count > 0 || name === 'points' || name === 'vintages') && held[name] !== said[name],
  );
  return wrong.map((name) => ({
    series: key,
    problem: `Its row says ${name} ${said[name]}, its blocks hold ${held[name]}.`,
  }));
}
