import type { SeriesKey, SeriesPoint } from '../domain/series.ts';
import type { DueSeries, SeriesStore } from './port.ts';

/**
 * The points that each series was last judged by. What is appended is read and put behind them; whatever
 * changed further back has the whole window read anew. (It counts on seeing every change: one process judges.)
 */
export class KeptPoints {
  readonly #store: Pick<SeriesStore, 'window'>;
  readonly #most: number;
  /** In the order of their last use. */
  readonly #kept = new Map<SeriesKey, readonly SeriesPoint[]>();

  /** `most`: series kept; the one used longest ago makes room. */
  constructor(store: Pick<SeriesStore, 'window'>, most: number) {
    this.#store = store;
    this.#most = most;
  }

  /** The last `length` points of a series that changed; `newest` is the number of the newest period there can be. */
  async read(due: DueSeries, length: number, newest: number): Promise<readonly SeriesPoint[]> {
    const kept = this.#kept.get(due.series);
    const last = kept?.at(-1);
    const points =
      kept !== undefined && last !== undefined && due.fromOrdinal > last.ordinal
        ? [...kept, ...(await this.#after(due.series, last.ordinal, newest))].slice(-length)
        : await this.#store.window(due.series, length);
    this.#keep(due.series, points);
    return points;
  }

  async #after(series: SeriesKey, ordinal: number, newest: number): Promise<SeriesPoint[]> {
    const points = await this.#store.window(series, Math.max(1, newest - ordinal + 1));
    return points.filter((point) => point.ordinal > ordinal);
  }

  #keep(series: SeriesKey, points: readonly SeriesPoint[]): void {
    this.#kept.delete(series);
    this.#kept.set(series, points);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
  }
}
