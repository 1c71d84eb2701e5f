import { ObservationStatus } from '../../domain/series.ts';
import { Points } from '../blocks/points.ts';
import { BlockRows } from './block-rows.ts';
import type { Db } from './open.ts';

/** As versions before migration 002 kept them: one row for each vintage. */
type Row = [ordinal: number, knownAt: number, status: ObservationStatus, value: number | null];

/** Moves what an older version kept as rows into blocks, all of it or nothing, and drops the table of rows. */
export function packRows(db: Db): void {
  if (!hasRows(db)) return;
  db.transaction(() => {
    // Another process may have come first.
    if (!hasRows(db)) return;
    const blocks = new BlockRows(db);
    const points = new Points();
    const rows = db
      .prepare<[number], Row>(
        'SELECT ordinal, known_at, status, value FROM observation WHERE series = ? ORDER BY ordinal, known_at',
      )
      .raw();
    for (const id of db.prepare<[], number>('SELECT id FROM series ORDER BY id').pluck().all()) {
      points.clear();
      for (const row of rows.iterate(id)) add(points, row);
      if (points.latest.count > 0) blocks.write(id, [], [true], points);
    }
    db.exec('DROP TABLE observation');
  }).immediate();
}

function hasRows(db: Db): boolean {
  return db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'observation'`).get() !== undefined;
}

/** Vintages come in their order: each is newer than those before it of the same period. */
function add(points: Points, [ordinal, knownAt, status, value]: Row): void {
  const number = ObservationStatus.options.indexOf(status);
  const { latest, earlier } = points;
  const last = latest.count - 1;
  if (latest.ordinals[last] === ordinal && last >= 0) {
    earlier.insert(
      earlier.count,
      ordinal,
      latest.values[last]!,
      latest.statuses[last]!,
      latest.knownAt[last]!,
    );
    latest.set(last, ordinal, value ?? Number.NaN, number, knownAt);
  } else latest.insert(last + 1, ordinal, value ?? Number.NaN, number, knownAt);
}
