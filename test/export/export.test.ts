import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { hasCode } from '../../src/domain/errors.ts';
import type { Frequency, Indicator } from '../../src/domain/indicator.ts';
import { hasValue, ObservationStatus, type SeriesVintages } from '../../src/domain/series.ts';
import { formatPeriod, periodOrdinal } from '../../src/domain/time.ts';
import { ExportFormat, type ExportRequest, exportBytes, exportName } from '../../src/export/export.ts';
import { batchOf } from '../../src/ingest/batch.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import type { NewObservation } from '../../src/ingest/port.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';
import { UREA } from '../ingest/fake-store.ts';

const NOW = Date.parse('2022-01-01T00:00:00Z');
const LEARNT = Date.parse('2021-11-05T00:00:00Z');

const INDICATORS: readonly Indicator[] = [
  UREA,
  { ...UREA, code: 'FX_RATE', frequency: 'D', dimensions: ['currency'] },
  { ...UREA, code: 'SHARE', frequency: 'Q', dimensions: ['reporter', 'item-group'] },
  { ...UREA, code: 'STOCK', frequency: 'W', dimensions: ['item'] },
  { ...UREA, code: 'OUTPUT', frequency: 'A', dimensions: ['partner', 'reporter'] },
];
const FIRST: Record<Frequency, string> = {
  A: '2001',
  Q: '2015-Q1',
  M: '2018-01',
  W: '2019-W01',
  D: '2020-12-01',
};

type Store = Stores['observations'];

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const stores = await openStoresInline(':memory:');
  try {
    await stores.observations.putIndicators(INDICATORS);
    return await work(stores.observations);
  } finally {
    await stores.close();
  }
}

async function put(store: Store, rows: readonly NewObservation[]): Promise<void> {
  await store.append(batchOf(rows).batch, { id: 1, knownAt: NOW });
}

async function exported(store: ExportRequest['store'], more: Partial<ExportRequest>): Promise<Buffer> {
  const bytes = await exportBytes({
    store,
    node: 'kr.ews.example',
    format: 'csv',
    vintages: 'latest',
    ...more,
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function offer(store: Store, bytes: Uint8Array, format: 'csv' | 'ndjson' | 'json' | 'sdmx-csv') {
  async function* input() {
    yield bytes;
  }
  return ingest({ store, input: input(), format, name: `export.${format}`, now: NOW });
}

const values = fc.oneof(
  fc.double({ min: -1e100, max: 1e100, noNaN: true }).map((value) => (value === 0 ? 0 : value)),
  fc.constantFrom(0, 1e21, 1e-7, -5, 123_456.789),
);
const code = fc.constantFrom('KR', 'CN', 'W', '_Z', 'X1_');

const observation = fc
  .record({
    indicator: fc.constantFrom(...INDICATORS),
    codes: fc.tuple(code, code),
    step: fc.integer({ min: 0, max: 15 }),
    status: fc.constantFrom(...ObservationStatus.options),
    value: values,
    learnt: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ indicator, codes, step, status, value, learnt }): NewObservation => {
    const { frequency } = indicator;
    const ordinal = periodOrdinal(frequency, FIRST[frequency]) + step;
    return {
      series: `${indicator.code}/${codes.slice(0, indicator.dimensions.length).join('.')}`,
      period: formatPeriod(frequency, ordinal),
      ordinal,
      value: hasValue(status) ? value : undefined,
      status,
      knownAt: LEARNT + learnt * 86_400_001,
    };
  });

const ROUND_TRIP = ['csv', 'ndjson', 'json', 'sdmx-csv'] as const;

test('export: what is ingested again changes nothing, and makes the same elsewhere', async () => {
  const property = fc.asyncProperty(fc.array(observation, { maxLength: 60 }), async (rows) => {
    await withStore(async (store) => {
      await put(store, rows);
      const whole = await exported(store, { vintages: 'all' });
      const held = whole.toString().split('\n').length - 2;
      for (const format of ROUND_TRIP) {
        const bytes = await exported(store, { vintages: 'all', format });
        const report = await offer(store, bytes, format);
        assert.deepEqual(
          [report.rows, report.unchanged, report.refusals],
          [held, held, []],
          `${format}\n${bytes}`,
        );
        const elsewhere = await withStore(async (other) => {
          await offer(other, bytes, format);
          return exported(other, { vintages: 'all' });
        });
        assert.equal(elsewhere.toString(), whole.toString(), format);
        const latest = await offer(store, await exported(store, { format }), format);
        assert.deepEqual([latest.rows, latest.refused], [latest.unchanged, 0], format);
      }
    });
  });
  await fc.assert(property, { numRuns: 12 });
});

test('export: Parquet holds what CSV holds', async () => {
  const property = fc.asyncProperty(fc.array(observation, { maxLength: 60 }), async (rows) => {
    await withStore(async (store) => {
      await put(store, rows);
      for (const vintages of ['all', 'latest'] as const) {
        const file = await exported(store, { vintages, format: 'parquet' });
        const read = await parquetReadObjects({
          file: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer,
        });
        const lines = read.map(({ series, period, value, status, known_at: at }) =>
          [series, period, value ?? '', status, (at as Date).toISOString()].join(),
        );
        const csv = await exported(store, { vintages });
        assert.deepEqual(lines, csv.toString().trimEnd().split('\n').slice(1));
      }
    });
  });
  await fc.assert(property, { numRuns: 12 });
});

/** A store of one long series after the other; counts how many were asked for. */
class ManySeries {
  asked = 0;
  readonly #series: number;
  readonly #points: number;

  constructor(series: number, points: number) {
    this.#series = series;
    this.#points = points;
  }

  async indicators(): Promise<Indicator[]> {
    return [UREA];
  }

  async series({ after, limit }: { after?: string; limit: number }) {
    const key = (index: number) => `UREA_PRICE/W.S${String(index).padStart(6, '0')}`;
    const first = after === undefined ? 0 : Number(after.slice(-6)) + 1;
    const length = Math.min(limit, this.#series - first);
    return Array.from({ length }, (_, index) => ({
      series: key(first + index),
      indicator: 'UREA_PRICE',
      points: this.#points,
      firstPeriod: '2000-01',
      lastPeriod: '2021-10',
      knownAt: LEARNT,
    }));
  }

  async vintages(series: string): Promise<SeriesVintages> {
    this.asked += 1;
    const row = (_: unknown, index: number) => index;
    return {
      series,
      frequency: 'M',
      ordinals: Int32Array.from({ length: this.#points }, row),
      values: Float64Array.from({ length: this.#points }, row),
      statuses: new Uint8Array(this.#points),
      knownAt: new Float64Array(this.#points).fill(LEARNT),
    };
  }
}

test('export: all series come, page by page', async () => {
  const text = (await exported(new ManySeries(1203, 2), { indicator: 'UREA_PRICE' })).toString();
  assert.equal(text.split('\n').length, 1 + 1203 * 2 + 1);
  assert.ok(text.includes('UREA_PRICE/W.S001202,0000-02,1,A,2021-11-05T00:00:00.000Z'));
});

test('export: nothing is read of the store before somebody takes it, and nothing after they went away', async () => {
  for (const format of ExportFormat.options) {
    const store = new ManySeries(20_000, 120);
    const bytes = await exportBytes({ store, node: 'kr.ews.example', format, vintages: 'all' });
    assert.equal(store.asked, 0, format);
    await bytes.next();
    const asked = store.asked;
    assert.ok(asked > 0 && asked < 1000, `${format}: ${asked}`);
    await bytes.return(undefined);
    await bytes.next();
    assert.equal(store.asked, asked, format);
  }
});

const row = (period: string, value: number | undefined, status: ObservationStatus, learnt: number) => ({
  series: 'UREA_PRICE/KR.CN',
  period,
  ordinal: periodOrdinal('M', period),
  value,
  status,
  knownAt: LEARNT + learnt,
});
const HISTORY = [
  row('2021-08', 1, 'A', 0),
  row('2021-08', 2, 'A', 10),
  row('2021-09', 3, 'P', 0),
  row('2021-09', undefined, 'X', 10),
  row('2021-10', undefined, 'M', 10),
];

test('export: the latest vintages or all, as of a time, between periods', async () => {
  await withStore(async (store) => {
    await put(store, HISTORY);
    const short = async (more: Partial<ExportRequest>) =>
      (await exported(store, more))
        .toString()
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').slice(1, 4).join(' '));
    assert.deepEqual(await short({}), ['2021-08 2 A', '2021-10  M']);
    assert.deepEqual(await short({ asOf: LEARNT + 5 }), ['2021-08 1 A', '2021-09 3 P']);
    assert.deepEqual(await short({ asOf: LEARNT - 1 }), []);
    assert.deepEqual(await short({ vintages: 'all' }), [
      '2021-08 1 A',
      '2021-08 2 A',
      '2021-09 3 P',
      '2021-09  X',
      '2021-10  M',
    ]);
    assert.deepEqual(
      await short({ vintages: 'all', asOf: LEARNT, indicator: 'UREA_PRICE', from: '2021-09' }),
      ['2021-09 3 P'],
    );
    assert.deepEqual(await short({ series: 'UREA_PRICE/KR.CN', to: '2021-08' }), ['2021-08 2 A']);
    assert.deepEqual(await short({ indicator: 'FX_RATE' }), []);
  });
});

test('export: SDMX-CSV has each dimension in its column, and deletes what was withdrawn', async () => {
  await withStore(async (store) => {
    await put(store, HISTORY.slice(2));
    const text = (
      await exported(store, { format: 'sdmx-csv', vintages: 'all', indicator: 'UREA_PRICE' })
    ).toString();
    assert.equal(
      text,
      [
        'STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REPORTER,PARTNER,TIME_PERIOD,OBS_VALUE,OBS_STATUS,KNOWN_AT',
        'dataflow,kr.ews.example:UREA_PRICE(1.0),R,M,KR,CN,2021-09,3,P,2021-11-05T00:00:00.000Z',
        'dataflow,kr.ews.example:UREA_PRICE(1.0),D,M,KR,CN,2021-09,,,2021-11-05T00:00:00.010Z',
        'dataflow,kr.ews.example:UREA_PRICE(1.0),R,M,KR,CN,2021-10,NaN,M,2021-11-05T00:00:00.010Z',
        '',
      ].join('\n'),
    );
  });
});

test('export: refusals come before the first byte', async () => {
  await withStore(async (store) => {
    await put(store, HISTORY);
    const refusals = [
      [{ indicator: 'NO_SUCH' }, 'not_found'],
      [{ series: 'UREA_PRICE/KR.VN' }, 'not_found'],
      [{ series: 'NO_SUCH/KR' }, 'not_found'],
      [{ series: 'UREA_PRICE/KR.CN', indicator: 'FX_RATE' }, 'invalid_input'],
      [{ indicator: 'UREA_PRICE', from: '2021-W41' }, 'invalid_input'],
      [{ from: '2021-10' }, 'invalid_input'],
    ] as const;
    for (const [more, expected] of refusals) {
      const refused = exportBytes({ store, node: 'x', format: 'csv', vintages: 'latest', ...more });
      await assert.rejects(refused, (error) => hasCode(error, expected), JSON.stringify(more));
    }
  });
});

test('export: no field of text can be a formula in a spreadsheet', async () => {
  await withStore(async (store) => {
    await put(store, [...HISTORY, row('2021-11', -5, 'A', 0)]);
    for (const format of ['csv', 'sdmx-csv'] as const) {
      const [, ...lines] = (await exported(store, { vintages: 'all', format })).toString().split('\n');
      for (const field of lines.flatMap((line) => line.split(','))) {
        assert.ok(/^[A-Za-z0-9]|^$/.test(field) || Number.isFinite(Number(field)), field);
      }
    }
  });
  // A value of a dimension is capitals, digits and _; nothing else gets into a series key.
  for (const bad of ['=1+1', '+A', '-A', '@A', '\tA', '"', ',']) {
    await withStore(async (store) => {
      const report = await offer(
        store,
        Buffer.from(`series,period,value\n"UREA_PRICE/${bad.replace('"', '""')}.W",2021-10,1\n`),
        'csv',
      );
      assert.deepEqual([report.rows, report.refused], [1, 1], bad);
    });
  }
});

test('export: a file is named after what is in it', () => {
  const name = (more: Partial<ExportRequest>) =>
    exportName({ store: new ManySeries(0, 0), node: 'x', format: 'csv', vintages: 'all', ...more });
  assert.equal(name({ series: 'UREA_PRICE/KR.CN' }), 'UREA_PRICE-KR.CN.csv');
  assert.equal(name({ indicator: 'UREA_PRICE', format: 'sdmx-csv' }), 'UREA_PRICE.sdmx.csv');
  assert.equal(name({ format: 'parquet' }), 'series.parquet');
});
