import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Frequency } from '../../src/domain/indicator.ts';
import { DAY_MS, formatInstant, formatPeriod } from '../../src/domain/time.ts';
import { KeyTable } from '../../src/ingest/key-table.ts';
import { PlainCsv } from '../../src/ingest/plain/csv.ts';
import { plainContext } from '../../src/ingest/plain/plain.ts';
import type { Format } from '../../src/ingest/raw.ts';
import { type Window, WindowBuilder } from '../../src/ingest/window.ts';
import { SourceReader } from '../../src/ingest/windows.ts';
import { NOW, pieces } from './fake-store.ts';

const FREQUENCIES: readonly Frequency[] = ['A', 'Q', 'M', 'W', 'D'];
const CATALOGUE = FREQUENCIES.map((frequency) => ({
  code: `IMPORT_${frequency}`,
  frequency,
  dimensions: ['reporter', 'partner'],
}));

/** Everything that was read of a text: what the rows are, and what is wrong with the others. */
async function read(text: string, format: Format, chunk: number) {
  const job = { format, name: 'test', now: NOW, catalogue: CATALOGUE, whole: false };
  const reader = new SourceReader(job);
  const windows: Window[] = [];
  for await (const window of reader.windows(pieces(Buffer.from(text), chunk), async () => undefined)) {
    windows.push(window);
  }
  return windows.map(({ batch, lines, refused }) => ({ batch, lines, refused }));
}

/** Rows that arrive byte by byte are read as text; those that arrive as a whole, by their bytes where they are plain. */
async function assertSame(text: string, format: Format): Promise<void> {
  assert.deepEqual(await read(text, format, text.length * 3), await read(text, format, 1));
}

const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''));
const number = fc.oneof(
  fc.double({ noNaN: true }).map(String),
  fc.tuple(fc.boolean(), digits(1, 18), digits(0, 18)).map(([minus, integer, fraction]) => {
    const sign = minus ? '-' : '';
    return fraction === '' ? `${sign}${integer}` : `${sign}${integer}.${fraction}`;
  }),
  fc.integer().map((cents) => (cents / 100).toFixed(2)),
  fc.constantFrom(
    '',
    '0',
    '-0',
    '0.000',
    '007',
    '.5',
    '5.',
    '1e3',
    '1E-5',
    'NaN',
    'Infinity',
    '-Infinity',
    '1,5',
  ),
);
const ODD_PERIODS: Record<Frequency, readonly string[]> = {
  A: ['0050', '9999', '2022', '2021-01', '21', '-021'],
  Q: ['2021-Q0', '2021-Q5', '2021-Q4', '2022-Q1', '2021-q1', '2021-4'],
  M: ['0999-12', '0000-01', '2021-13', '2021-00', '2021-1', '2021-12', '2021/10', '2021-10-01'],
  W: [
    '2021-W53',
    '2020-W53',
    '2021-W00',
    '2021-W54',
    '2021-W44',
    '2021-W45',
    '2015-W53',
    '2016-W53',
    '2021-w01',
  ],
  D: [
    '2021-02-29',
    '2020-02-29',
    '1900-02-29',
    '2000-02-29',
    '2021-11-31',
    '2021-04-31',
    '2021-11-07',
    '2021-11-08',
  ],
};
const period = (frequency: Frequency) =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .integer({ min: Math.floor(NOW / DAY_MS) - 100_000, max: Math.floor(NOW / DAY_MS) + 10 })
        .map((day) => periodOfDay(frequency, day)),
    },
    fc.constantFrom(...ODD_PERIODS[frequency]),
  );

function periodOfDay(frequency: Frequency, day: number): string {
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (frequency) {
    case 'A':
      return formatPeriod('A', year);
    case 'Q':
      return formatPeriod('Q', year * 4 + Math.floor(month / 3));
    case 'M':
      return formatPeriod('M', year * 12 + month);
    case 'W':
      return formatPeriod('W', Math.floor((day + 3) / 7));
    case 'D':
      return formatPeriod('D', day);
  }
}

const status = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', 'A') },
  fc.constantFrom('E', 'P', 'M', 'X', 'H', 'Z', 'a', 'AA', ' '),
);
const instant = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.integer({ min: -1e13, max: NOW + 5000 }).map(formatInstant),
  fc.integer({ min: 0, max: NOW / 1000 }).map((at) => `${formatInstant(at * 1000).slice(0, 19)}Z`),
  fc.constantFrom(
    '2021-02-30T00:00:00Z',
    '2021-11-06T00:00:00Z',
    '2021-11-06T00:00:00.001Z',
    '2021-11-06T00:00:01Z',
    '2021-10-01T24:00:00Z',
    '2021-10-01T23:59:60Z',
    '2021-10-01T00:00:00+00:00',
    '2021-10-01T00:00:00.5Z',
    '2021-10-01',
  ),
);
interface Row {
  readonly series: string;
  readonly period: string;
  readonly value: string;
  readonly status: string;
  readonly knownAt: string;
}
const row = fc.constantFrom(...FREQUENCIES).chain((frequency) =>
  fc.record<Row>({
    series: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('KR.CN', 'KR.US').map((key) => `IMPORT_${frequency}/${key}`) },
      fc.constantFrom(
        'OTHER/KR.CN',
        'IMPORT_M/KR',
        'IMPORT_M/KR.CN.X',
        'import_m/KR.CN',
        '',
        'IMPORT_M',
        'IMPORT_É/KR.CN',
      ),
    ),
    period: period(frequency),
    value: number,
    status,
    knownAt: instant,
  }),
);
/** A text with a byte changed here and there. */
function mutated(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.nat(),
    fc.constantFrom('"', ',', '\n', '\r', ' ', '0', '\\', '\u0000', 'é', ':', '{', '\t'),
  );
  return fc.tuple(text, fc.array(change, { maxLength: 2 })).map(([whole, changes]) =>
    changes.reduce((before, [at, by]) => {
      const place = at % (before.length + 1);
      return before.slice(0, place) + by + before.slice(place + (at % 2));
    }, whole),
  );
}

const asIs = (field: string) => field;
const quoting = fc.oneof(
  { weight: 30, arbitrary: fc.constant(asIs) },
  { weight: 10, arbitrary: fc.constant((field: string) => `"${field}"`) },
  fc.constantFrom<((field: string) => string)[]>(
    (field) => `"${field}`,
    (field) => `${field}"`,
    (field) => `"${field}"x`,
    (field) => `"${field}x"`,
    (field) => `"${field}""`,
    (field) => `"${field}",`,
  ),
);

const COLUMNS = ['series', 'period', 'value', 'status', 'known_at'] as const;
const csv = fc
  .record({
    columns: fc.shuffledSubarray([...COLUMNS], { minLength: 5 }),
    rows: fc.array(fc.tuple(row, fc.array(quoting, { minLength: 5, maxLength: 5 })), { maxLength: 12 }),
    delimiter: fc.constant(','),
    end: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\ufeff'),
  })
  .chain(({ columns, rows, delimiter, end, mark }) => {
    const fields = (each: Row) =>
      columns.map((column) => (column === 'known_at' ? each.knownAt : each[column]));
    const body = rows
      .map(
        ([each, isQuoted]) =>
          fields(each)
            .map((field) => (isQuoted ? `"${field}"` : field))
            .join(delimiter) + end,
      )
      .join('');
    return mutated(fc.constant(body)).map((text) => `${mark}${columns.join(delimiter)}${end}${text}`);
  });

test('plain: CSV is read by its bytes as it is as text', async () => {
  await fc.assert(
    fc.asyncProperty(csv, (text) => assertSame(text, 'csv')),
    { numRuns: 500 },
  );
});

/** Which members, in which order; seldom one of them twice. */
const order = fc.oneof(
  { weight: 4, arbitrary: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 3 }) },
  fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 }),
);

const ndjson = fc
  .array(fc.tuple(row, fc.constantFrom(',', ', ', ' ,'), fc.constantFrom(':', ': '), order), {
    maxLength: 12,
  })
  .chain((rows) => {
    const line = ([each, comma, colon, order]: (typeof rows)[number]) => {
      const members = [
        `"series"${colon}"${each.series}"`,
        `"period"${colon}"${each.period}"`,
        `"value"${colon}${each.value === '' ? 'null' : each.value}`,
        `"status"${colon}"${each.status || 'A'}"`,
        `"knownAt"${colon}${each.knownAt === '' ? 'null' : `"${each.knownAt}"`}`,
      ];
      return `{${order.map((index) => members[index]).join(comma)}}\n`;
    };
    return mutated(fc.constant(rows.map(line).join('')));
  });

test('plain: NDJSON is read by its bytes as it is as text', async () => {
  await fc.assert(
    fc.asyncProperty(ndjson, (text) => assertSame(text, 'ndjson')),
    { numRuns: 500 },
  );
});

test('plain: a number has every bit that Number gives it', async () => {
  const texts = fc.array(number, { minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(texts, async (values) => {
      const head = 'period,series,value\n2021-10,IMPORT_M/KR.CN,1\n';
      const [window] = await read(
        head + values.map((value) => `2021-10,IMPORT_M/KR.CN,${value}\n`).join(''),
        'csv',
        1 << 20,
      );
      for (const [at, line] of window!.lines.entries()) {
        const text = line === 2 ? '1' : values[line - 3]!;
        assert.ok(Object.is(window!.batch.values[at], Number(text) + 0), text);
      }
    }),
  );
});

test('plain: a member that stands twice counts as JSON has it', async () => {
  const members = '"series":"IMPORT_M/KR.CN","period":"2021-10"';
  await assertSame(
    [
      `{${members},"value":1}`,
      `{${members},"value":5,"value":null}`,
      `{${members},"value":5,"value":6}`,
      `{${members},"status":"M","value":5,"status":"A"}`,
      `{${members},"value":5,"knownAt":"2021-11-01T00:00:00Z","knownAt":null}`,
      '',
    ].join('\n'),
    'ndjson',
  );
});

test('plain: most rows are read by their bytes', async () => {
  const rows = Array.from(
    { length: 50 },
    (_, at) => `IMPORT_D/KR.CN,${formatPeriod('D', 10_000 + at)},${at}.5,A,`,
  );
  const text = `series,period,value,status,known_at\r\n${rows.join('\r\n')}\r\n`;
  const keys = new KeyTable(() => FREQUENCIES.indexOf('D'));
  const window = new WindowBuilder(keys, false);
  const plain = new PlainCsv(COLUMNS, ',', plainContext(keys, window, NOW));
  const bytes = new Uint8Array(Buffer.from(text));
  const stopped = plain.read(bytes, text.indexOf('\n') + 1, bytes.length, 2);
  assert.deepEqual([stopped, window.rows], [bytes.length, rows.length]);
});
