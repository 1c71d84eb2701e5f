import type { LogOrigin } from '../../domain/node-id.ts';
import { DAY_MS, type EpochMs } from '../../domain/time.ts';
import type { Intake, PageEntry, Unconfirmed } from '../../federation/port.ts';
import type { Db } from './open.ts';

/** What relays sealed, and how much of each log was taken: beside the pages, inside their transactions. */
export class Sealed {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#sql = prepare(db);
  }

  unconfirmed(origin: LogOrigin, limit: number): Unconfirmed {
    const { count, last } = this.#sql.count.get(origin) ?? { count: 0, last: null };
    if (last === null) return { count, ranges: [] };
    const ranges = this.#sql.ranges.all(origin, limit + 1);
    if (ranges.length <= limit) return { count, ranges };
    // What is not named would count as received: the last range rather names too much.
    const [from] = ranges[limit - 1] ?? [0];
    return { count, ranges: [...ranges.slice(0, limit - 1), [from, last + 1]] };
  }

  intake(origin: LogOrigin): Intake {
    const nothing = { day: 0, dayEntries: 0, dayBytes: 0, allEntries: 0, allBytes: 0 };
    return this.#sql.intake.get(origin) ?? nothing;
  }

  add(log: number, seq: number): void {
    this.#sql.add.run(log, seq);
  }

  /** Returns false if the entry was not among them. */
  remove(log: number, seq: number): boolean {
    return this.#sql.remove.run(log, seq).changes === 1;
  }

  /** Counts entries that were taken; `fresh`: how many of them were not held at all before. */
  count(log: number, entries: readonly PageEntry[], fresh: number, at: EpochMs): void {
    const bytes = entries.reduce((sum, { digest, jws }) => sum + digest.length + (jws?.length ?? 0), 0);
    if (bytes > 0) this.#sql.addIntake.run({ log, day: Math.floor(at / DAY_MS), entries: fresh, bytes });
  }
}

function prepare(db: Db) {
  const LOG = '(SELECT id FROM log WHERE origin = ?)';
  return {
    count: db.prepare<[string], { count: number; last: number | null }>(
      `SELECT count(*) AS count, max(seq) AS last FROM unconfirmed WHERE log = ${LOG}`,
    ),
    ranges: db
      .prepare<[string, number], [number, number]>(
        `SELECT min(seq), max(seq) + 1 FROM (
           SELECT seq, seq - row_number() OVER (ORDER BY seq) AS run FROM unconfirmed WHERE log = ${LOG}
         ) GROUP BY run ORDER BY 1 LIMIT ?`,
      )
      .raw(),
    add: db.prepare<[number, number]>('INSERT INTO unconfirmed (log, seq) VALUES (?, ?)'),
    remove: db.prepare<[number, number]>('DELETE FROM unconfirmed WHERE log = ? AND seq = ?'),
    intake: db.prepare<[string], Intake>(
      `SELECT i.day, i.day_entries AS dayEntries, i.day_bytes AS dayBytes, l.size AS allEntries,
         i.all_bytes AS allBytes
       FROM intake i JOIN log l ON l.id = i.log WHERE l.origin = ?`,
    ),
    // A clock that was set back counts on with the later day.
    addIntake: db.prepare<[{ log: number; day: number; entries: number; bytes: number }]>(
      `INSERT INTO intake (log, day, day_entries, day_bytes, all_bytes) VALUES (@log, @day, @entries, @bytes, @bytes)
       ON CONFLICT (log) DO UPDATE SET
         day = max(day, excluded.day),
         day_entries = iif(excluded.day > day, 0, day_entries) + excluded.day_entries,
         day_bytes = iif(excluded.day > day, 0, day_bytes) + excluded.day_bytes,
         all_bytes = all_bytes + excluded.all_bytes`,
    ),
  };
}
