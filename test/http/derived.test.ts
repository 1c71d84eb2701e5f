import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openAgency, type TestAgency } from './agency.ts';
import { INDICATOR } from './samples.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
});
after(() => agency.close());

const SHARE = {
  ...INDICATOR,
  code: 'UREA_SHARE',
  kind: 'share',
  unit: '%',
  derived: { kind: 'share', of: 'UREA_PRICE', over: 'partner' },
};
const put = (...items: object[]) => agency.ask('operator', 'PUT', '/indicators', { items });
const ingest = async (...rows: object[]) =>
  (
    await agency.ask('operator', 'POST', '/observations', undefined, {
      headers: {
        authorization: `Bearer ${agency.tokens.operator}`,
        'content-type': 'application/x-ndjson',
      },
      payload: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    })
  ).json();
const points = async (series: string, asOf?: string) => {
  const query = asOf === undefined ? '' : `&asOf=${asOf}`;
  const answer = await agency.ask('viewer', 'GET', `/series/observations?series=${series}${query}`);
  return answer
    .json()
    .items.map(({ period, value }: { period: string; value: number }) => `${period} ${value}`);
};

test('derived: an ingest computes what follows from it, as it was known at each time', async () => {
  await put(INDICATOR, SHARE);
  await ingest(
    { series: 'UREA_PRICE/KR.CN', period: '2021-08', value: 60, knownAt: '2021-09-15T00:00:00Z' },
    { series: 'UREA_PRICE/KR.SA', period: '2021-08', value: 40, knownAt: '2021-09-15T00:00:00Z' },
    { series: 'UREA_PRICE/KR.SA', period: '2021-08', value: 20, knownAt: '2021-10-01T00:00:00Z' },
  );
  assert.deepEqual(await points('UREA_SHARE/KR.CN'), ['2021-08 75']);
  assert.deepEqual(await points('UREA_SHARE/KR.CN', '2021-09-30T00:00:00Z'), ['2021-08 60']);
  assert.deepEqual(await points('UREA_SHARE/KR.CN', '2021-09-14T00:00:00Z'), []);
});

test('derived: rows for it are refused, with a reason of their own', async () => {
  const report = await ingest(
    { series: 'UREA_SHARE/KR.CN', period: '2021-09', value: 1 },
    { series: 'UREA_PRICE/KR.CN', period: '2021-09', value: 70 },
  );
  assert.deepEqual(report.refusedByReason, { derived: 1 });
  assert.equal(report.stored, 1);
  assert.match(report.refusals[0].message, /UREA_SHARE is derived/);
});

test('derived: an indicator with series that were put in cannot become one', async () => {
  const answer = await put(
    { ...INDICATOR, derived: { kind: 'sum', of: ['A1', 'A2'] } },
    { ...INDICATOR, code: 'A1' },
    {
      ...INDICATOR,
      code: 'A2',
    },
  );
  assert.equal(answer.statusCode, 409);
  assert.equal(answer.json().code, 'wrong_state');
});

test('derived: a definition that comes after the data is computed from all of it', async () => {
  await put({
    ...INDICATOR,
    code: 'UREA_TOTAL',
    dimensions: ['reporter'],
    derived: { kind: 'sum', of: 'UREA_PRICE', over: 'partner' },
  });
  await agency.node.detection.runDue();
  assert.deepEqual(await points('UREA_TOTAL/KR'), ['2021-08 80', '2021-09 70']);
});
