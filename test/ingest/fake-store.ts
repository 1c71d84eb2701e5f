import type { Indicator } from '../../src/domain/indicator.ts';
import { type Observation, ObservationStatus } from '../../src/domain/series.ts';
import { formatPeriod } from '../../src/domain/time.ts';
import type { BatchOutcome, IngestRun, ObservationBatch } from '../../src/ingest/batch.ts';
import type { IngestRequest } from '../../src/ingest/ingest.ts';

export const UREA: Indicator = {
  code: 'UREA_PRICE',
  names: { en: 'Urea price', ko: '요소 가격', ja: '尿素価格' },
  sector: 'critical-minerals',
  hsCodes: ['310210'],
  unit: 'USD/t',
  frequency: 'M',
  kind: 'price',
  harmful: 'up',
  grade: 'A',
  source: { publisher: 'World Bank', licence: 'CC BY 4.0' },
  tlp: 'CLEAR',
  publicationLagDays: 5,
  dimensions: ['reporter', 'partner'],
};

interface Held extends Observation {
  readonly ordinal: number;
  /** The run that wrote it, if it stated no vintage. */
  readonly run: number | undefined;
}

/** A store in memory that follows the rule of ObservationStore.append, and counts its batches. */
export class FakeStore {
  held: Held[] = [];
  readonly batches: number[] = [];
  readonly #indicators: readonly Indicator[];

  constructor(indicators: readonly Indicator[] = [UREA]) {
    this.#indicators = indicators;
  }

  async indicators(): Promise<Indicator[]> {
    return [...this.#indicators];
  }

  async append(batch: ObservationBatch, run: IngestRun): Promise<BatchOutcome> {
    this.batches.push(batch.ordinals.length);
    const outcome = { stored: 0, revised: 0, unchanged: 0, superseded: 0, conflicts: [] as number[] };
    for (let row = 0; row < batch.ordinals.length; row += 1) this.#appendRow(batch, row, run, outcome);
    return outcome;
  }

  async forecast(batch: ObservationBatch, run: IngestRun): Promise<BatchOutcome> {
    const foretold = new FakeStore(this.#indicators);
    foretold.held = [...this.held];
    return foretold.append(batch, run);
  }

  /** What is held, without what the store keeps for itself. */
  get observations(): Observation[] {
    return this.held.map(({ run: _run, ordinal: _ordinal, ...observation }) => observation);
  }

  #appendRow(
    batch: ObservationBatch,
    row: number,
    run: IngestRun,
    outcome: { stored: number; revised: number; unchanged: number; superseded: number; conflicts: number[] },
  ): void {
    const offered = this.#rowOf(batch, row, run);
    const vintages = this.held
      .filter(({ series, ordinal }) => series === offered.series && ordinal === offered.ordinal)
      .sort((a, b) => a.knownAt - b.knownAt);
    const before = vintages.findLast(({ knownAt }) => knownAt <= offered.knownAt);
    if (before?.value === offered.value && before?.status === offered.status) {
      outcome.unchanged += 1;
    } else if (before?.knownAt !== offered.knownAt) {
      this.held.push(offered);
      outcome[before === undefined ? 'stored' : 'revised'] += 1;
    } else if (before.run === run.id && offered.run === run.id) {
      this.held[this.held.indexOf(before)] = offered;
      outcome.superseded += 1;
    } else {
      outcome.conflicts.push(row);
    }
  }

  #rowOf(batch: ObservationBatch, row: number, run: IngestRun): Held {
    const series = batch.series[batch.starts.findLastIndex((start) => start <= row)]!;
    const { frequency } = this.#indicators.find(({ code }) => series.startsWith(`${code}/`))!;
    const [ordinal, value, knownAt] = [batch.ordinals[row]!, batch.values[row]!, batch.knownAt[row]!];
    const states = !Number.isNaN(knownAt);
    return {
      series,
      period: formatPeriod(frequency, ordinal),
      ordinal,
      value: Number.isNaN(value) ? undefined : value,
      status: ObservationStatus.options[batch.statuses[row]!]!,
      knownAt: states ? knownAt : run.knownAt,
      run: states ? undefined : run.id,
    };
  }
}

export const NOW = Date.parse('2021-11-06T00:00:00Z');

/** A request to ingest a text as a file, in pieces of `chunk` bytes. */
export function requestFor(
  text: string | Uint8Array,
  options: Partial<IngestRequest> & { readonly chunk?: number } = {},
): IngestRequest {
  const { chunk = 7, ...rest } = options;
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return {
    input: pieces(bytes, chunk),
    format: 'csv',
    name: 'urea.csv',
    store: new FakeStore(),
    now: NOW,
    ...rest,
  };
}

export async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
