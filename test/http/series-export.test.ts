import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { LightMyRequestResponse } from 'fastify';
import { Mapping } from '../../src/domain/mapping.ts';
import { UREA } from '../ingest/fake-store.ts';
import { openAgency, type TestAgency } from './agency.ts';

const MAX_BYTES = 100_000;
const MAPPING = Mapping.parse({
  delimiter: ';',
  period: { column: 'Monat', format: 'YYYY.MM' },
  series: [
    {
      indicator: 'UREA_PRICE',
      dimensions: { reporter: 'KR', partner: { column: 'Land', values: { China: 'CN' } } },
      value: 'Preis',
    },
  ],
});

let agency: TestAgency;

before(async () => {
  agency = await openAgency((node) => ({
    ...node,
    config: {
      ...node.config,
      limits: { ...node.config.limits, ingestBytes: MAX_BYTES },
      mappings: new Map([['customs', MAPPING]]),
    },
  }));
  await agency.ask('operator', 'PUT', '/indicators', { items: [UREA] });
});
after(() => agency.close());

function post(
  query: string,
  type: string,
  payload: string | Buffer,
  encoding?: string,
): Promise<LightMyRequestResponse> {
  const headers = { authorization: `Bearer ${agency.tokens.analyst}`, 'content-type': type };
  return agency.ask('analyst', 'POST', `/observations${query}`, undefined, {
    headers: encoding === undefined ? headers : { ...headers, 'content-encoding': encoding },
    payload,
  });
}

const codeOf = (answer: LightMyRequestResponse) => [answer.statusCode, answer.json().code];
const counts = (answer: LightMyRequestResponse) => {
  const { rows, stored, revised, unchanged, refused } = answer.json();
  return { rows, stored, revised, unchanged, refused };
};
const ROWS = 'series,period,value\nUREA_PRICE/W.W,2021-08,400\nUREA_PRICE/W.W,2021-09,418\n';

test('observations: a file of a publisher is read by a mapping of the catalogue', async () => {
  const rows = 'Land;Monat;Preis\nChina;2021.08;410\nAtlantis;2021.08;1\n';
  const answer = await post('?mapping=customs', 'text/csv', rows);
  assert.deepEqual(counts(answer), { rows: 2, stored: 1, revised: 0, unchanged: 0, refused: 1 });
  assert.deepEqual(answer.json().refusals[0].column, 'Land');
  // What is compressed is read in a thread, to which the mapping goes.
  const packed = await post('?mapping=customs', 'text/csv', gzipSync(rows), 'gzip');
  assert.deepEqual(counts(packed), { rows: 2, stored: 0, revised: 0, unchanged: 1, refused: 1 });
  assert.deepEqual(codeOf(await post('?mapping=none', 'text/csv', rows)), [404, 'not_found']);
  assert.deepEqual(codeOf(await post('?mapping=customs', 'text/csv', ROWS)), [400, 'invalid_input']);
});

test('observations: gzip and Zstandard are unpacked, whether or not the header says so', async () => {
  for (const [bytes, encoding] of [
    [gzipSync(ROWS), 'gzip'],
    [zstdCompressSync(ROWS), 'zstd'],
    [gzipSync(ROWS), undefined],
    [zstdCompressSync(ROWS), undefined],
    [Buffer.from(ROWS), 'identity'],
  ] as const) {
    const answer = await post('', 'text/csv', bytes, encoding);
    assert.deepEqual([answer.statusCode, answer.json().rows, answer.json().refused], [200, 2, 0]);
  }
  assert.deepEqual(codeOf(await post('', 'text/csv', ROWS, 'br')), [415, 'unsupported_media_type']);
  assert.deepEqual(codeOf(await post('', 'text/csv', ROWS, 'gzip')), [400, 'invalid_input']);
});

test('observations: what is cut off is refused, and what was whole of it is stored', async () => {
  const rows = Array.from({ length: 20 }, (_, n) => `UREA_PRICE/KR.VN,${2000 + n}-01,${n}`).join('\n');
  const whole = gzipSync(`series,period,value\n${rows}\n`, { level: 0 });
  const answer = await post('', 'text/csv', whole.subarray(0, whole.length - 20));
  assert.deepEqual(codeOf(answer), [400, 'invalid_input']);
  const held = await agency.ask('viewer', 'GET', '/series/observations?series=UREA_PRICE/KR.VN');
  assert.ok(held.json().items.length >= 18);
});

test('observations: no more than a body may have comes out of a small one', async () => {
  for (const bomb of [gzipSync(Buffer.alloc(MAX_BYTES + 1)), zstdCompressSync(Buffer.alloc(MAX_BYTES + 1))]) {
    assert.ok(bomb.length < 1000);
    assert.deepEqual(codeOf(await post('', 'text/csv', bomb)), [413, 'too_large']);
  }
});

test('series export: what is exported in a format is of its type, and changes nothing when it comes back', async () => {
  for (const [format, type] of [
    ['csv', 'text/csv'],
    ['ndjson', 'application/x-ndjson'],
    ['json', 'application/json'],
    ['sdmx-csv', 'application/vnd.sdmx.data+csv'],
  ] as const) {
    for (const vintages of ['all', 'latest']) {
      const query = `?indicator=UREA_PRICE&format=${format}&vintages=${vintages}`;
      const answer = await agency.ask('viewer', 'GET', `/series/export${query}`);
      assert.equal(answer.statusCode, 200);
      assert.ok(String(answer.headers['content-type']).startsWith(type), format);
      assert.match(String(answer.headers['content-disposition']), /^attachment; filename="UREA_PRICE\./);
      const back = await post('', String(answer.headers['content-type']), answer.rawPayload);
      const { rows, unchanged } = counts(back);
      assert.ok(rows > 2, format);
      assert.deepEqual(counts(back), { rows, stored: 0, revised: 0, unchanged, refused: 0 }, format);
      assert.equal(unchanged, rows, format);
    }
  }
});

test('series export: Parquet comes as such', async () => {
  const answer = await agency.ask('viewer', 'GET', '/series/export?format=parquet');
  assert.equal(answer.headers['content-type'], 'application/vnd.apache.parquet');
  assert.equal(answer.rawPayload.subarray(0, 4).toString(), 'PAR1');
  assert.equal(answer.rawPayload.subarray(-4).toString(), 'PAR1');
});

test('series export: as of a time and between periods, and refusals before anything is sent', async () => {
  const past = await agency.ask('viewer', 'GET', '/series/export?asOf=2000-01-01T00:00:00Z');
  assert.equal(past.body, 'series,period,value,status,known_at\n');
  const one = '/series/export?series=UREA_PRICE/W.W&from=2021-09&to=2021-09';
  assert.match(
    (await agency.ask('viewer', 'GET', one)).body,
    /^series.*\nUREA_PRICE\/W\.W,2021-09,418,A,.*\n$/,
  );
  for (const [query, expected] of [
    ['indicator=NO_SUCH', [404, 'not_found']],
    ['series=UREA_PRICE/X.Y', [404, 'not_found']],
    ['from=2021-W41', [400, 'invalid_input']],
    ['format=xlsx', [400, 'invalid_input']],
  ] as const) {
    assert.deepEqual(codeOf(await agency.ask('viewer', 'GET', `/series/export?${query}`)), expected, query);
  }
});
