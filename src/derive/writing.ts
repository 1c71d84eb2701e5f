import type { SeriesKey, SeriesVintages } from '../domain/series.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Written } from './columns.ts';
import type { DerivedSeriesStore, Rewritten } from './port.ts';

/** What a batch may hold, so that the store is locked briefly. */
const MAX_ROWS = 20_000;
const MAX_SERIES = 500;

/** No run of an ingest writes to derived series, and every row states its vintage. */
const RUN_ID = 1;

interface Added {
  readonly series: SeriesKey;
  readonly rows: Written;
}

/** Gathers what was computed into batches. A series is added once between two flushes. */
export class Writing {
  readonly #store: Pick<DerivedSeriesStore, 'append' | 'rewrite'>;
  readonly #now: () => EpochMs;
  #added: Added[] = [];
  #changed: Rewritten[] = [];
  #rows = 0;
  /** What is being written while more is computed. */
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(store: Pick<DerivedSeriesStore, 'append' | 'rewrite'>, now: () => EpochMs) {
    this.#store = store;
    this.#now = now;
  }

  async append(series: SeriesKey, rows: Written): Promise<void> {
    this.#added.push({ series, rows });
    await this.#grow(rows.ordinals.length);
  }

  async rewrite(vintages: SeriesVintages, fromOrdinal: number): Promise<void> {
    this.#changed.push({ vintages, fromOrdinal });
    await this.#grow(vintages.ordinals.length);
  }

  /** Writes what is left; everything is written once it resolves. */
  async flush(): Promise<void> {
    await this.#begin();
    await this.#underWay;
  }

  /** Gives up what a failed run left behind: the next run computes it again. */
  forget(): void {
    [this.#added, this.#changed, this.#rows] = [[], [], 0];
    this.#underWay = Promise.resolve();
  }

  /** One batch at a time is under way: that bounds the memory. */
  async #begin(): Promise<void> {
    const [added, changed] = [this.#added, this.#changed];
    [this.#added, this.#changed, this.#rows] = [[], [], 0];
    await this.#underWay;
    this.#underWay = this.#write(added, changed);
    // Whoever awaits it next is told of a failure.
    this.#underWay.catch(() => undefined);
  }

  async #write(added: readonly Added[], changed: readonly Rewritten[]): Promise<void> {
    if (added.length > 0)
      await this.#store.append(batchOfWritten(added), { id: RUN_ID, knownAt: this.#now() });
    if (changed.length > 0) await this.#store.rewrite(changed);
  }

  async #grow(rows: number): Promise<void> {
    this.#rows += rows;
    if (this.#rows >= MAX_ROWS || this.#added.length + this.#changed.length >= MAX_SERIES)
      await this.#begin();
  }
}

function batchOfWritten(added: readonly Added[]) {
  const starts = new Uint32Array(added.length + 1);
  for (const [index, { rows }] of added.entries()) starts[index + 1] = starts[index]! + rows.ordinals.length;
  return {
    series: added.map(({ series }) => series),
    starts,
    ordinals: Int32Array.from(added.flatMap(({ rows }) => rows.ordinals)),
    values: Float64Array.from(added.flatMap(({ rows }) => rows.values)),
    statuses: Uint8Array.from(added.flatMap(({ rows }) => rows.statuses)),
    knownAt: Float64Array.from(added.flatMap(({ rows }) => rows.knownAt)),
  };
}
