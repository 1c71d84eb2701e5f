import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasCode } from '../../src/domain/errors.ts';
import { formatPeriod } from '../../src/domain/time.ts';
import { ingest, MAX_STRICT_ROWS } from '../../src/ingest/ingest.ts';
import { IngestReport } from '../../src/ingest/report.ts';
import { FakeStore, requestFor } from './fake-store.ts';

const HEADER = 'series,period,value,status,known_at\n';

function months(count: number, value = (month: number) => `${month + 1}`): string {
  const row = (month: number) => `UREA_PRICE/W.W,${formatPeriod('M', 6000 + month)},${value(month)},,\n`;
  return HEADER + Array.from({ length: count }, (_, month) => row(month)).join('');
}

function counts({ rows, stored, revised, unchanged, superseded, refused }: IngestReport): number[] {
  assert.equal(stored + revised + unchanged + superseded + refused, rows);
  return [rows, stored, revised, unchanged, refused];
}

test('ingest: offering a file again stores nothing twice', async () => {
  const store = new FakeStore();
  assert.deepEqual(counts(await ingest(requestFor(months(20), { store }))), [20, 20, 0, 0, 0]);
  assert.deepEqual(counts(await ingest(requestFor(months(20), { store }))), [20, 0, 0, 20, 0]);
  assert.equal(store.held.length, 20);
});

test('ingest: a revision, a repetition and a conflict are told apart', async () => {
  const row = (value: number, day: string) => `UREA_PRICE/W.W,2021-09,${value},,2021-10-${day}T00:00:00Z\n`;
  const text = HEADER + row(418, '05') + row(420, '06') + row(420, '07') + row(421, '06');
  const report = await ingest(requestFor(text));
  assert.deepEqual(counts(report), [4, 1, 1, 1, 1]);
  assert.deepEqual(
    report.refusals.map(({ line, reason }) => [line, reason]),
    [[5, 'conflict']],
  );
});

test('ingest: stores in batches and tells how far it is', async () => {
  const store = new FakeStore();
  const seen: { bytes: number; rows: number }[] = [];
  const text = months(2500);
  await ingest(requestFor(text, { store, chunk: 4096, onProgress: (progress) => seen.push(progress) }));
  assert.deepEqual(store.batches, [2500]);
  assert.deepEqual(seen.at(-1), { bytes: Buffer.byteLength(text), rows: 2500 });
});

test('ingest: a report lists a hundred refusals and counts all', async () => {
  const report = await ingest(requestFor(months(250, (month) => (month < 120 ? 'n/a' : '1'))));
  assert.deepEqual(counts(report), [250, 130, 0, 0, 120]);
  assert.equal(report.refusals.length, 100);
  assert.deepEqual(report.refusedByReason, { bad_value: 120 });
});

test('ingest: strict stores nothing if one row is refused', async () => {
  const store = new FakeStore();
  const text = months(1500, (month) => (month === 1400 ? 'n/a' : '1'));
  const report = await ingest(requestFor(text, { store, strict: true }));
  assert.deepEqual(store.batches, []);
  assert.deepEqual(counts(report), [1500, 0, 0, 0, 1500]);
  assert.deepEqual(report.refusedByReason, { bad_value: 1, strict: 1499 });
  assert.deepEqual(
    report.refusals.map(({ line }) => line),
    [1402],
  );
});

test('ingest: strict stores nothing if a row is in conflict with what is held, or with the file itself', async () => {
  const store = new FakeStore();
  await ingest(requestFor(months(3), { store }));
  const held = store.held.length;
  const conflicting = await ingest(
    requestFor(
      months(5, () => '7'),
      { store, strict: true },
    ),
  );
  assert.deepEqual(conflicting.refusedByReason, { conflict: 3, strict: 2 });
  const row = (value: number) => `UREA_PRICE/W.W,2021-09,${value},,2021-10-05T00:00:00Z\n`;
  const twice = HEADER + row(1) + row(9);
  const itself = await ingest(requestFor(twice, { strict: true }));
  assert.deepEqual(itself.refusedByReason, { conflict: 1, strict: 1 });
  assert.equal(store.held.length, held);
});

test('ingest: strict stores a good file whole', async () => {
  const store = new FakeStore();
  const report = await ingest(requestFor(months(1500), { store, strict: true, chunk: 4096 }));
  assert.deepEqual(counts(report), [1500, 1500, 0, 0, 0]);
  assert.deepEqual(store.batches, [1500]);
});

test('ingest: strict refuses more rows than it may hold', async () => {
  const store = new FakeStore();
  const row = Buffer.from('UREA_PRICE/W.W,2021-09,1,,\n'.repeat(1000));
  async function* endless() {
    yield Buffer.from(HEADER);
    for (let rows = 0; rows <= MAX_STRICT_ROWS; rows += 1000) yield row;
  }
  await assert.rejects(ingest({ ...requestFor('', { store, strict: true }), input: endless() }), (error) =>
    hasCode(error, 'too_large'),
  );
  assert.deepEqual(store.batches, []);
});

test('ingest: a dry run foretells what then happens, and stores nothing', async () => {
  const store = new FakeStore();
  await ingest(requestFor(months(5), { store }));
  const held = store.held.length;
  const later = Date.parse('2021-11-07T00:00:00Z');
  const text = months(8, (month) => (month === 6 ? 'n/a' : month === 2 ? '99' : `${month + 1}`));
  const dry = await ingest(requestFor(text, { store, dryRun: true, now: later }));
  assert.equal(store.held.length, held);
  assert.deepEqual(counts(dry), [8, 2, 1, 4, 1]);
  const real = await ingest(requestFor(text, { store, now: later }));
  assert.deepEqual(counts(real), counts(dry));
});

test('ingest: what the store throws reaches the caller', async () => {
  const store = new FakeStore();
  store.append = () => Promise.reject(new Error('disk full'));
  await assert.rejects(ingest(requestFor(months(1), { store })), /disk full/);
});

const field = fc.oneof(
  fc.constantFrom(
    'UREA_PRICE/W.W',
    'X/Y',
    '2021-10',
    '2021-09',
    '1',
    '-2.5',
    '0x1',
    '',
    'M',
    'A',
    '"',
    '","',
  ),
  fc.string({ maxLength: 8 }),
);
const csvRow = fc.array(field, { minLength: 1, maxLength: 6 }).map((fields) => fields.join(','));
const jsonRow = fc
  .oneof(
    fc.record({ series: field, period: field, value: fc.jsonValue(), status: field }, { requiredKeys: [] }),
    fc.jsonValue(),
  )
  .map((value) => JSON.stringify(value));

test('ingest: whatever comes, each row is counted once', async () => {
  const mode = fc.record({
    strict: fc.boolean(),
    dryRun: fc.boolean(),
    chunk: fc.integer({ min: 1, max: 50 }),
  });
  const garbage = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
  const text = (row: fc.Arbitrary<string>) =>
    fc.array(
      fc.oneof(
        row.map((line) => Buffer.from(line)),
        garbage,
      ),
      { maxLength: 25 },
    );
  const check = (format: 'csv' | 'ndjson', head: string) =>
    fc.asyncProperty(text(format === 'csv' ? csvRow : jsonRow), mode, async (parts, options) => {
      const lines = parts.flatMap((part) => [part, Buffer.from('\n')]);
      const bytes = Buffer.concat([Buffer.from(head), ...lines]);
      const report = await ingest(requestFor(bytes, { format, ...options }));
      IngestReport.parse(report);
      const rows = bytes
        .toString()
        .split('\n')
        .filter((line) => line.trim() !== '').length;
      assert.equal(report.rows, rows - (head === '' ? 0 : 1));
    });
  await fc.assert(check('csv', HEADER), { numRuns: 300 });
  await fc.assert(check('ndjson', ''), { numRuns: 300 });
});
