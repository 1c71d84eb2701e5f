import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { append, observation } from '../store/build.ts';
import { openAgency, type TestAgency } from './agency.ts';
import { INDICATOR } from './samples.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
  await agency.node.stores.observations.putIndicators([
    INDICATOR,
    { ...INDICATOR, code: 'NEON_PRICE', grade: 'D' },
    { ...INDICATOR, code: 'TIN_PRICE' },
    { ...INDICATOR, code: 'UREA_GROWTH', derived: { kind: 'year-on-year', of: 'UREA_PRICE' } },
  ]);
  await append(agency.node.stores, [
    observation(3, 480, 4, 'UREA_PRICE/KR.CN'),
    observation(6, 500, 9, 'UREA_PRICE/KR.SA'),
    observation(4, 80, 7, 'NEON_PRICE/KR.UA'),
  ]);
  await agency.node.detection.runDue();
});
after(() => agency.close());

const overdue = async () => (await agency.ask('viewer', 'GET', '/indicators/overdue')).json().items;
const advance = (business: string) => agency.ask('operator', 'PUT', '/clock', { business });
const signals = async () => (await agency.ask('viewer', 'GET', '/signals')).json().items;

test('overdue: lists what should have come by now, the latest first', async () => {
  const { names, sector } = INDICATOR;
  // In October only the urea of August is awaited: September 15 and a week have passed.
  assert.deepEqual(await overdue(), [
    {
      ...{ code: 'UREA_PRICE', names, sector, grade: 'A', frequency: 'M' },
      ...{ lastPeriod: '2021-07', nextPeriod: '2021-08' },
      ...{ expectedAt: '2021-09-16T00:00:00.000Z', cadenceDays: 7, lateDays: 25 },
    },
  ]);
  await advance('2021-11-11T00:00:00.000Z');
  const codes = (await overdue()).map(({ code, lateDays }: { code: string; lateDays: number }) => [
    code,
    lateDays,
  ]);
  assert.deepEqual(codes, [
    ['NEON_PRICE', 118],
    ['UREA_PRICE', 56],
  ]);
});

test('overdue: a replay judges the time that it leaves, and raises one signal on the newest series', async () => {
  const [signal, ...others] = await signals();
  assert.deepEqual(others, []);
  const { series, detector, level, period, raisedAt, state } = signal;
  assert.deepEqual([series, detector, level, period], ['UREA_PRICE/KR.SA', 'overdue', 'caution', '2021-07']);
  assert.deepEqual([raisedAt, state], ['2021-10-11T00:00:00.000Z', 'open']);
  assert.deepEqual(Object.keys(signal.explanation).sort(), ['en', 'ja', 'ko']);
  const listed = (await overdue()).find(({ code }: { code: string }) => code === 'UREA_PRICE');
  assert.deepEqual(listed.signal, { id: signal.id, level: 'caution' });
});

test('overdue: its evidence can be computed again by whoever has it, and not if it was changed', async () => {
  const [{ id }] = await signals();
  const { evidence } = (await agency.ask('viewer', 'GET', `/signals/${id}`)).json();
  const assess = async (body: object) =>
    (await agency.ask('viewer', 'POST', '/evidence/assess', body)).json();
  assert.equal((await assess(evidence)).agrees, true);
  const { parameters } = evidence;
  const later = { ...evidence, parameters: { ...parameters, judgedAt: '2021-10-01T00:00:00.000Z' } };
  assert.equal((await assess(later)).agrees, false);
  const bad = { ...evidence, parameters: { ...parameters, lastPeriod: 'July' } };
  assert.equal((await assess(bad)).code, 'invalid_input');
});

test('overdue: it closes by itself when data come, and opens again for the next silence', async () => {
  await append(agency.node.stores, [observation(8, 500, 20, 'UREA_PRICE/KR.CN')]);
  await agency.node.detection.runSilence();
  const state = async () =>
    (await signals())
      .map(({ series, state: now }: { series: string; state: string }) => `${series} ${now}`)
      .sort();
  assert.deepEqual(await state(), ['NEON_PRICE/KR.UA open', 'UREA_PRICE/KR.SA closed']);
  await advance('2021-11-24T00:00:00.000Z');
  await agency.node.detection.runSilence();
  assert.deepEqual(await state(), [
    'NEON_PRICE/KR.UA open',
    'UREA_PRICE/KR.CN open',
    'UREA_PRICE/KR.SA closed',
  ]);
});
