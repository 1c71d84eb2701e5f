import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { EwsError, hasCode } from '../../src/domain/errors.ts';
import { formatPeriod } from '../../src/domain/time.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { Parser } from '../../src/ingest/parser.ts';
import { FakeStore, pieces, requestFor } from './fake-store.ts';

/** Shared by the tests, so that each also shows that the one before has left it usable. */
const parser = new Parser();
const folder = mkdtempSync(join(tmpdir(), 'ews-parser-'));
after(async () => {
  await parser.close();
  rmSync(folder, { recursive: true });
});

const HEADER = 'series,period,value,status,known_at\n';
const VALUE_OF_ROW = (row: number) => `${row / 4}`;

/** So many rows that they are read in the thread: one for each month and partner. */
function rows(count: number, value = VALUE_OF_ROW): string {
  const row = (at: number) =>
    `UREA_PRICE/KR.P${Math.floor(at / 1000)},${formatPeriod('M', 23_000 + (at % 1000))},${value(at)},,\n`;
  return Array.from({ length: count }, (_, at) => row(at)).join('');
}

const COUNT = 20_000;
const LARGE = HEADER + rows(COUNT);

/** Counts only: a store that compares would take too long. */
class Counting extends FakeStore {
  rows = 0;
  sum = 0;

  override async append(...[batch]: Parameters<FakeStore['append']>) {
    this.rows += batch.ordinals.length;
    this.sum += batch.values.reduce((sum, value) => sum + value, 0);
    return { stored: batch.ordinals.length, revised: 0, unchanged: 0, superseded: 0, conflicts: [] };
  }
}

test('parser: a large source arrives whole, whether as a file, in chunks or compressed', async () => {
  const file = join(folder, 'large.csv');
  writeFileSync(file, LARGE);
  const descriptor = openSync(file, 'r');
  const inputs = [
    { input: { descriptor }, bytes: LARGE.length },
    { input: pieces(Buffer.from(LARGE), 5000) },
    { input: pieces(Buffer.from(LARGE), LARGE.length) },
    { input: pieces(gzipSync(LARGE), 5000) },
  ];
  for (const input of inputs) {
    const store = new Counting();
    const report = await ingest(requestFor('', { ...input, store, parser }));
    assert.deepEqual([report.rows, report.stored, store.rows], [COUNT, COUNT, COUNT]);
    assert.equal(store.sum, (COUNT * (COUNT - 1)) / 8);
  }
  closeSync(descriptor);
});

test('parser: bad rows far into a large source are named by their lines', async () => {
  const text = HEADER + rows(COUNT, (at) => (at === 15_000 || at === 19_999 ? 'n/a' : '1'));
  const { refusals, rows: offered } = await ingest(
    requestFor(text, { store: new Counting(), parser, chunk: 65_536 }),
  );
  assert.equal(offered, COUNT);
  assert.deepEqual(
    refusals.map(({ line, column }) => [line, column]),
    [
      [15_002, 'value'],
      [20_001, 'value'],
    ],
  );
});

test('parser: tells how far it is', async () => {
  const seen: { bytes: number; rows: number }[] = [];
  const onProgress = (progress: { bytes: number; rows: number }) => seen.push(progress);
  await ingest(requestFor(LARGE, { store: new Counting(), parser, chunk: 65_536, onProgress }));
  const { bytes, rows: read } = seen.at(-1)!;
  assert.deepEqual([bytes, read], [LARGE.length, COUNT]);
});

test('parser: what is wrong with a header comes out as an error', async () => {
  const text = `series,period\n${rows(COUNT)}`;
  await assert.rejects(ingest(requestFor(text, { parser, chunk: 65_536 })), (error) => {
    assert.ok(hasCode(error, 'invalid_input'));
    assert.deepEqual(error.detail, { file: 'urea.csv', line: 1, column: 'value' });
    return true;
  });
});

test('parser: a source that breaks off, and a store that fails, end the ingest and nothing else', async () => {
  async function* broken() {
    yield* pieces(Buffer.from(LARGE), 65_536);
    throw new EwsError('too_large', 'Enough.');
  }
  await assert.rejects(ingest(requestFor('', { input: broken(), parser })), (error) =>
    hasCode(error, 'too_large'),
  );
  const store = new FakeStore();
  store.append = () => Promise.reject(new Error('disk full'));
  await assert.rejects(ingest(requestFor(LARGE, { store, parser, chunk: 65_536 })), /disk full/);
  const report = await ingest(requestFor(LARGE, { store: new Counting(), parser, chunk: 65_536 }));
  assert.equal(report.stored, COUNT);
});

test('parser: large sources are read one after the other, and no more than a few wait', async () => {
  const under = { now: 0, most: 0 };
  class Watching extends Counting {
    override async append(...args: Parameters<FakeStore['append']>) {
      under.now += 1;
      under.most = Math.max(under.most, under.now);
      await sleep(1);
      under.now -= 1;
      return super.append(...args);
    }
  }
  const upload = () => ingest(requestFor(LARGE, { store: new Watching(), parser, chunk: 65_536 }));
  const settled = await Promise.allSettled(Array.from({ length: 12 }, upload));
  const refused = settled.filter((each) => each.status === 'rejected');
  assert.ok(refused.every(({ reason }) => hasCode(reason, 'unavailable')));
  assert.deepEqual([under.most, refused.length], [1, 3]);
});

test('parser: a line without end costs its own row and no memory', async () => {
  const size = 1_000_000_000;
  const filler = Buffer.alloc(1 << 20, 'x');
  async function* endless() {
    yield Buffer.from(`${HEADER}UREA_PRICE/KR.P0,2021-09,1,,\n`);
    for (let sent = 0; sent < size; sent += filler.length) yield filler;
    yield Buffer.from(`\nUREA_PRICE/KR.P0,2021-10,1,,\n`);
  }
  const before = process.memoryUsage.rss();
  const report = await ingest(requestFor('', { input: endless(), parser }));
  assert.deepEqual([report.stored, report.refusedByReason], [2, { too_long: 1 }]);
  assert.equal(report.refusals[0]?.line, 3);
  const grown = process.memoryUsage.rss() - before;
  assert.ok(grown < 200_000_000, `${grown} bytes`);
});
