import type { IngestCounts } from '../../domain/ingest-counts.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { SourceRun, SourceState, SourceStore } from '../../sources/port.ts';
import type { Sync } from '../sync.ts';
import { atomically, type Db } from './open.ts';
import { orNull, orUndefined } from './values.ts';

/** Runs that are kept of each source. */
const KEPT_RUNS = 200;

/** Sources of data: when they are due, and what their runs came to. */
export class SqliteSources implements Sync<SourceStore> {
  static readonly writes = ['setSourceNext', 'recordSourceRun'] as const;

  readonly #db: Db;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#db = db;
    this.#sql = prepare(db);
  }

  sourceStates(): SourceState[] {
    return this.#sql.states.all().map(stateOf);
  }

  setSourceNext(source: string, nextAt: EpochMs): void {
    atomically(this.#db, () => this.#sql.setNext.run(source, nextAt));
  }

  recordSourceRun(run: SourceRun, state: SourceState): void {
    atomically(this.#db, () => {
      this.#sql.addRun.run(runRow(run));
      this.#sql.dropRuns.run(run.source, run.source, KEPT_RUNS);
      this.#sql.putState.run(stateRow(state));
    });
  }

  sourceRuns(source: string, limit: number): SourceRun[] {
    return this.#sql.runs.all(source, limit).map(runOf);
  }
}

interface StateRow {
  readonly source: string;
  readonly nextAt: number;
  readonly lastSuccessAt: number | null;
  readonly failingSince: number | null;
  readonly validatorsOf: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

interface RunRow extends Pick<SourceRun, 'source' | 'startedAt' | 'endedAt' | 'bytes' | 'outcome'> {
  readonly code: string | null;
  readonly message: string | null;
  readonly counts: string | null;
}

function stateOf({ source, nextAt, lastSuccessAt, failingSince, ...row }: StateRow): SourceState {
  const validators =
    row.validatorsOf === null
      ? undefined
      : { of: row.validatorsOf, etag: orUndefined(row.etag), lastModified: orUndefined(row.lastModified) };
  return {
    source,
    nextAt,
    lastSuccessAt: orUndefined(lastSuccessAt),
    failingSince: orUndefined(failingSince),
    validators,
  };
}

function stateRow({ source, nextAt, lastSuccessAt, failingSince, validators }: SourceState): StateRow {
  return {
    source,
    nextAt,
    lastSuccessAt: orNull(lastSuccessAt),
    failingSince: orNull(failingSince),
    validatorsOf: orNull(validators?.of),
    etag: orNull(validators?.etag),
    lastModified: orNull(validators?.lastModified),
  };
}

function runOf({ code, message, counts, ...run }: RunRow): SourceRun {
  return {
    ...run,
    code: orUndefined(code),
    message: orUndefined(message),
    counts: counts === null ? undefined : (JSON.parse(counts) as IngestCounts),
  };
}

function runRow({ code, message, counts, ...run }: SourceRun): RunRow {
  return {
    ...run,
    code: orNull(code),
    message: orNull(message),
    counts: counts === undefined ? null : JSON.stringify(counts),
  };
}

function prepare(db: Db) {
  return {
    states: db.prepare<[], StateRow>(
      `SELECT source, next_at AS nextAt, last_success_at AS lastSuccessAt, failing_since AS failingSince,
         validators_of AS validatorsOf, etag, last_modified AS lastModified
       FROM source_state ORDER BY source`,
    ),
    setNext: db.prepare<[string, number]>(
      `INSERT INTO source_state (source, next_at) VALUES (?, ?)
       ON CONFLICT (source) DO UPDATE SET next_at = excluded.next_at`,
    ),
    putState: db.prepare<[StateRow]>(
      `INSERT OR REPLACE INTO source_state
         (source, next_at, last_success_at, failing_since, validators_of, etag, last_modified)
       VALUES (@source, @nextAt, @lastSuccessAt, @failingSince, @validatorsOf, @etag, @lastModified)`,
    ),
    addRun: db.prepare<[RunRow]>(
      `INSERT INTO source_run (source, started_at, ended_at, bytes, outcome, code, message, counts)
       VALUES (@source, @startedAt, @endedAt, @bytes, @outcome, @code, @message, @counts)`,
    ),
    dropRuns: db.prepare<[string, string, number]>(
      `DELETE FROM source_run WHERE source = ? AND id <= (
         SELECT id FROM source_run WHERE source = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
    ),
    runs: db.prepare<[string, number], RunRow>(
      `SELECT source, started_at AS startedAt, ended_at AS endedAt, bytes, outcome, code, message, counts
       FROM source_run WHERE source = ? ORDER BY id DESC LIMIT ?`,
    ),
  };
}
