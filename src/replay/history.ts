import { Watch, type WatchedStep, type WatchOptions } from '../detect/channels/watch.ts';
import type { EpochMs } from '../domain/time.ts';

/** A value of a period, and when it could first be known. A later one of the same period is a revision. */
export interface Row {
  /** As the table has it. */
  readonly period: string;
  readonly ordinal: number;
  readonly value: number;
  readonly availableAt: EpochMs;
}

export interface ReplayedStep extends WatchedStep {
  readonly row: Row;
}

export interface ReplayOptions extends WatchOptions {
  /** Scores of steps that were known later change no threshold. */
  readonly calibrateUntil?: EpochMs | undefined;
  /** What related series add to a score at a moment, by what was known then. */
  readonly corroboration?: ((at: EpochMs) => number) | undefined;
}

/**
 * Judges the history of one series as it became known: each period when it came, by what was known then. A revision of
 * an earlier period, or one that came late, rebuilds the series from what is known by then.
 */
export function* replay(rows: readonly Row[], options: ReplayOptions): Generator<ReplayedStep> {
  const known = new Map<number, Row>();
  const inOrder = [...rows].sort((a, b) => a.availableAt - b.availableAt || a.ordinal - b.ordinal);
  let state = new History(options);
  let newest = Number.NEGATIVE_INFINITY;
  let isStale = false;
  for (const row of inOrder) {
    const isNew = !known.has(row.ordinal);
    const isRevised = known.get(row.ordinal)?.value !== row.value;
    known.set(row.ordinal, row);
    if (row.ordinal > newest && !isStale) {
      newest = row.ordinal;
      yield { row, ...state.step(row) };
      continue;
    }
    if (!isNew) {
      // Nothing is said anew of a period; what comes next is judged by what it turned out to be.
      isStale ||= isRevised;
      continue;
    }
    newest = Math.max(newest, row.ordinal);
    isStale = row.ordinal < newest;
    state = new History(options);
    yield { row, ...state.run(known, row.ordinal) };
  }
}

class History {
  readonly #watch: Watch;
  readonly #until: EpochMs;
  readonly #corroboration: (at: EpochMs) => number;

  constructor(options: ReplayOptions) {
    this.#watch = new Watch(options);
    this.#corroboration = options.corroboration ?? (() => 0);
    this.#until = options.calibrateUntil ?? Number.POSITIVE_INFINITY;
  }

  step({ ordinal, value, availableAt }: Row): WatchedStep {
    return this.#watch.step(ordinal, value, {
      calibrates: availableAt < this.#until,
      corroboration: this.#corroboration(availableAt),
    });
  }

  /** All that is known up to a period, one after the other; what is said of that one. */
  run(known: ReadonlyMap<number, Row>, through: number): WatchedStep {
    const rows = [...known.values()].filter(({ ordinal }) => ordinal <= through);
    let last: WatchedStep | undefined;
    for (const row of rows.sort((a, b) => a.ordinal - b.ordinal)) last = this.step(row);
    return last!;
  }
}
