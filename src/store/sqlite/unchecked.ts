import type { LogOrigin } from '../../domain/node-id.ts';
import type { RefusedEntry, UncheckedEntries } from '../../federation/port.ts';
import type { Db } from './open.ts';

/**
 * Entries of peers whose own signatures are yet to be checked, as ranges: a page is one row, however long it is.
 * Everything here is inside the caller's transaction.
 */
export class Unchecked {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#sql = prepare(db);
  }

  add(log: number, from: number, to: number): void {
    if (to > from) this.#sql.add.run(log, from, to);
  }

  first(ranges: number): UncheckedEntries[] {
    return this.#sql.first.all(ranges);
  }

  count(origin: LogOrigin): number {
    return this.#sql.count.get(origin) ?? 0;
  }

  /** Those of the range that are not unchecked are left as they are: nothing of another origin, nothing twice. */
  settle({ origin, from, to }: UncheckedEntries, refused: readonly RefusedEntry[]): void {
    const log = this.#sql.log.get(origin);
    if (log === undefined) return;
    for (const { seq, reason } of refused) {
      if (seq >= from && seq < to) this.#refuse(log, seq, reason);
    }
    for (const range of this.#sql.touching.all(log, to, from)) {
      this.#sql.remove.run(log, range.from);
      this.add(log, range.from, Math.min(range.to, from));
      this.add(log, Math.max(range.from, to), range.to);
    }
  }

  #refuse(log: number, seq: number, reason: string): void {
    // The trigger `entry_kept` allows it for entries that are unchecked, and for nothing else.
    if (this.#sql.isUnchecked.get(log, seq, seq) === undefined) return;
    if (this.#sql.refuse.run(reason, log, seq).changes > 0) this.#sql.withdraw.run(log, seq);
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function prepare(db: Db) {
  return {
    log: db.prepare<[string], number>('SELECT id FROM log WHERE origin = ? AND own = 0').pluck(),
    add: db.prepare<[number, number, number]>(
      'INSERT INTO unchecked (log, from_seq, to_seq) VALUES (?, ?, ?)',
    ),
    first: db.prepare<[number], UncheckedEntries>(
      `SELECT l.origin, u.from_seq AS "from", u.to_seq AS "to" FROM unchecked u JOIN log l ON l.id = u.log
       ORDER BY u.log, u.from_seq LIMIT ?`,
    ),
    count: db
      .prepare<[string], number | null>(
        'SELECT sum(to_seq - from_seq) FROM unchecked WHERE log = (SELECT id FROM log WHERE origin = ?)',
      )
      .pluck(),
    touching: db.prepare<[number, number, number], Range>(
      `SELECT from_seq AS "from", to_seq AS "to" FROM unchecked
       WHERE log = ? AND from_seq < ? AND to_seq > ?`,
    ),
    isUnchecked: db.prepare<[number, number, number]>(
      'SELECT 1 FROM unchecked WHERE log = ? AND from_seq <= ? AND to_seq > ?',
    ),
    remove: db.prepare<[number, number]>('DELETE FROM unchecked WHERE log = ? AND from_seq = ?'),
    refuse: db.prepare<[string, number, number]>(
      `UPDATE entry SET outcome = 'refused', reason = ?, jws = NULL, type = NULL, for_all = NULL
       WHERE log = ? AND seq = ? AND outcome = 'verified'`,
    ),
    // Nothing but a bulletin's row follows from an entry whose own signature could wait: see federation/pull/judge.ts.
    withdraw: db.prepare<[number, number]>('DELETE FROM peer_bulletin WHERE log = ? AND seq = ?'),
  };
}
