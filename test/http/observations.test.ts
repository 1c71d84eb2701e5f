import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { openAgency, refusal, type TestAgency } from './agency.ts';
import { INDICATOR } from './samples.ts';

const MAX_BYTES = 4096;

let agency: TestAgency;
let url: string;
before(async () => {
  agency = await openAgency((node) => {
    const limits = { ...node.config.limits, ingestBytes: MAX_BYTES };
    return { ...node, config: { ...node.config, limits } };
  });
  const put = await agency.ask('operator', 'PUT', '/indicators', { items: [INDICATOR] });
  assert.deepEqual(put.json(), { changed: 1 });
  url = await agency.app.listen({ host: '127.0.0.1', port: 0 });
});
after(() => agency.close());

function post(query: string, type: string, payload: string | Readable) {
  return agency.app.inject({
    method: 'POST',
    url: `/api/v1/observations${query}`,
    headers: { authorization: `Bearer ${agency.tokens.analyst}`, 'content-type': type },
    payload,
  });
}

const csv = (query: string, ...rows: string[]) =>
  post(query, 'text/csv', `${['series,period,value', ...rows].join('\n')}\n`);

async function points(query: string) {
  const answer = await agency.ask('viewer', 'GET', `/series/observations?${query}`);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().items.map(({ period, value }: { period: string; value: number }) => [period, value]);
}

async function audited() {
  const answer = await agency.ask('operator', 'GET', '/audit?limit=1000');
  return answer
    .json()
    .items.filter((record: { action: string }) => record.action === 'observations.ingested');
}

test('observations: refused rows are reported, and the counts add up', async () => {
  const answer = await csv(
    '?name=urea.csv',
    'UREA_PRICE/KR.CN,2021-07,390.5',
    'UREA_PRICE/KR.CN,2021-08,400',
    'UREA_PRICE/KR.CN,2021-13,410',
    'OTHER/KR.CN,2021-08,1',
    'UREA_PRICE/KR.CN,2021-08,many',
  );
  assert.equal(answer.statusCode, 200, answer.body);
  const report = answer.json();
  const { rows, stored, revised, unchanged, superseded, refused, refusedByReason, refusals } = report;
  assert.deepEqual([rows, stored, revised, unchanged, refused], [5, 2, 0, 0, 3]);
  assert.equal(stored + revised + unchanged + superseded + refused, rows);
  assert.deepEqual(refusedByReason, { bad_period: 1, unknown_series: 1, bad_value: 1 });
  assert.deepEqual(
    refusals.map(({ file, line }: { file: string; line: number }) => [file, line]),
    [
      ['urea.csv', 4],
      ['urea.csv', 5],
      ['urea.csv', 6],
    ],
  );
  assert.equal(typeof report.signals, 'number');
  assert.deepEqual(await points('series=UREA_PRICE/KR.CN'), [
    ['2021-07', 390.5],
    ['2021-08', 400],
  ]);
});

test('observations: an ingest is in the audit trail, by whom and with what outcome', async () => {
  const before = (await audited()).length;
  await csv('?name=again.csv', 'UREA_PRICE/KR.CN,2021-07,390.5');
  const { actor, subject, detail } = (await audited())[before];
  assert.deepEqual([actor, subject], [{ name: 'analyst', role: 'analyst' }, 'again.csv']);
  assert.deepEqual(detail, {
    offered: 1,
    stored: 0,
    revised: 0,
    unchanged: 1,
    superseded: 0,
    refused: 0,
  });
});

test('observations: NDJSON too, and a revision is a new vintage', async () => {
  const row = { series: 'UREA_PRICE/KR.SA', period: '2021-08', value: 1, knownAt: '2021-09-15T00:00:00Z' };
  const first = await post('', 'application/x-ndjson', `${JSON.stringify(row)}\n`);
  assert.equal(first.json().stored, 1, first.body);
  const revision = { ...row, value: 2, knownAt: '2021-10-01T00:00:00Z' };
  const second = await post('', 'application/x-ndjson', `${JSON.stringify(revision)}\n`);
  assert.equal(second.json().revised, 1, second.body);
  assert.deepEqual(await points('series=UREA_PRICE/KR.SA'), [['2021-08', 2]]);
  assert.deepEqual(await points('series=UREA_PRICE/KR.SA&asOf=2021-09-20T00:00:00Z'), [['2021-08', 1]]);
  const path = '/series/history?series=UREA_PRICE/KR.SA&period=2021-08';
  const history = (await agency.ask('viewer', 'GET', path)).json().items;
  assert.deepEqual(
    history.map(({ value, knownAt }: { value: number; knownAt: string }) => [value, knownAt]),
    [
      [1, '2021-09-15T00:00:00.000Z'],
      [2, '2021-10-01T00:00:00.000Z'],
    ],
  );
});

test('observations: strict stores nothing when a row is refused, and answers 422 with the report', async () => {
  const rows = ['UREA_PRICE/KR.RU,2021-07,1', 'UREA_PRICE/KR.RU,never,1'];
  const answer = await csv('?strict=true', ...rows);
  assert.deepEqual(refusal(answer), [422, 'invalid_input']);
  const { report } = answer.json();
  assert.deepEqual([report.rows, report.stored, report.refused], [2, 0, 2]);
  assert.deepEqual(await points('series=UREA_PRICE/KR.RU'), []);
});

test('observations: strict without a refusal stores', async () => {
  const answer = await csv('?strict=true', 'UREA_PRICE/KR.RU,2021-07,1');
  assert.deepEqual([answer.statusCode, answer.json().stored], [200, 1]);
});

test('observations: a dry run says what would be, and leaves no trace', async () => {
  const before = await audited();
  const answer = await csv('?dryRun=true', 'UREA_PRICE/KR.ID,2021-07,1');
  assert.deepEqual([answer.json().stored, answer.json().signals], [1, 0]);
  assert.deepEqual(await points('series=UREA_PRICE/KR.ID'), []);
  assert.deepEqual(await audited(), before);
});

test('observations: a file without a usable header is refused as a whole', async () => {
  const answer = await post('', 'text/csv', 'a,b\n1,2\n');
  assert.deepEqual(refusal(answer), [400, 'invalid_input']);
});

test('observations: another type of body is refused', async () => {
  assert.deepEqual(refusal(await post('', 'text/plain', '{}')), [415, 'unsupported_media_type']);
});

test('observations: an upload whose size is not stated is stopped at the limit', async () => {
  const rows = function* () {
    yield 'series,period,value\n';
    for (let n = 0; n < 50_000; n += 1) yield `UREA_PRICE/KR.CN,2021-08,${n}\n`;
  };
  const answer = await post('', 'text/csv', Readable.from(rows(), { objectMode: false }));
  assert.deepEqual(refusal(answer), [413, 'too_large']);
  assert.equal(answer.headers.connection, 'close');
  assert.deepEqual((await audited()).at(-1).detail, { failed: 'too_large' });
});

for (const [what, first, bytes, expected] of [
  ['the header is wrong', 'a,b', MAX_BYTES - 100, [400, 'invalid_input']],
  ['it is too large', 'series,period,value', 3_000_000, [413, 'too_large']],
] as const) {
  test(`observations: a client over the network gets the answer when ${what}`, async () => {
    const headers = { authorization: `Bearer ${agency.tokens.analyst}`, 'content-type': 'text/csv' };
    const body = `${first}\n${'x'.repeat(bytes)}\n`;
    const answer = await fetch(`${url}/api/v1/observations`, { method: 'POST', headers, body });
    const { code } = (await answer.json()) as { code: string };
    assert.deepEqual([answer.status, code], expected);
  });
}

test('observations: parameters that are neither true nor false are refused by name', async () => {
  const answer = await csv('?strict=yes', 'UREA_PRICE/KR.CN,2021-07,1');
  assert.deepEqual(refusal(answer), [400, 'invalid_input']);
  assert.equal(answer.json().issues[0].path, 'querystring.strict');
});
