import { EwsError } from '../../domain/errors.ts';
import type { Db } from './open.ts';

/**
 * Which draft was made of which situation, the last one of each: a setting `situation-draft item-photoresist` whose value
 * is the bulletin's id. A draft is open until it is issued or given up.
 */
export class SituationDrafts {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#sql = prepare(db);
  }

  openDraft(situation: string): string | undefined {
    return this.#sql.open.get(situation);
  }

  /** @throws EwsError `already_exists`, with `bulletin`: a draft of the situation is open */
  keep(situation: string, bulletin: string): void {
    if (this.#sql.keep.run({ situation, bulletin }).changes === 1) return;
    const open = this.openDraft(situation);
    throw new EwsError(
      'already_exists',
      `There is a draft of ${situation}: ${open}. Go on with that one, or withdraw it first.`,
      { bulletin: open },
    );
  }
}

const OPEN = `SELECT 1 FROM bulletin WHERE id = setting.value AND state IN ('draft', 'in-review')`;

function prepare(db: Db) {
  return {
    open: db
      .prepare<[string], string>(
        `SELECT value FROM setting WHERE name = 'situation-draft ' || ? AND EXISTS (${OPEN})`,
      )
      .pluck(),
    // Of two who make one at the same moment the second changes nothing: the condition is part of the write.
    keep: db.prepare<{ situation: string; bulletin: string }>(
      `INSERT INTO setting (name, value) VALUES ('situation-draft ' || @situation, @bulletin)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE NOT EXISTS (${OPEN})`,
    ),
  };
}
