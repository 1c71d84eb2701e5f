import type { Indicator } from '../../src/domain/indicator.ts';
import type { Observation } from '../../src/domain/series.ts';
import type { IngestRequest } from '../../src/ingest/ingest.ts';
import type { NewObservation, Outcome } from '../../src/ingest/port.ts';

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

/** A store in memory that follows the rule of ObservationStore.appendObservations, and counts its batches. */
export class FakeStore {
  readonly held: NewObservation[] = [];
  readonly batches: number[] = [];
  readonly #indicators: readonly Indicator[];

  constructor(indicators: readonly Indicator[] = [UREA]) {
    this.#indicators = indicators;
  }

  async indicator(code: string): Promise<Indicator | undefined> {
    return this.#indicators.find((indicator) => indicator.code === code);
  }

  async history(series: string, period: string): Promise<Observation[]> {
    const point = this.held.filter((each) => each.series === series && each.period === period);
    return point.sort((a, b) => a.knownAt - b.knownAt);
  }

  async appendObservations(batch: readonly NewObservation[]): Promise<Outcome[]> {
    this.batches.push(batch.length);
    const outcomes: Outcome[] = [];
    for (const offered of batch) outcomes.push(await this.#append(offered));
    return outcomes;
  }

  async #append(offered: NewObservation): Promise<Outcome> {
    const vintages = await this.history(offered.series, offered.period);
    const before = vintages.findLast(({ knownAt }) => knownAt <= offered.knownAt);
    if (before?.value === offered.value && before?.status === offered.status) return 'unchanged';
    if (before?.knownAt === offered.knownAt) return 'conflict';
    this.held.push(offered);
    return before === undefined ? 'stored' : 'revised';
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
