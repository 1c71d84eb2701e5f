import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bandOver } from '../../src/detect/band.ts';
import { createDetection } from '../../src/detect/detect.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { formatPeriod, periodEnd } from '../../src/domain/time.ts';
import { EVERY, randomWalk, shipped, UREA } from '../detect/series.ts';
import { append } from '../store/build.ts';
import { openAgency, refusal, type TestAgency } from './agency.ts';

const SERIES = 'UREA_PRICE/KR.CN';
const LAST = 2021 * 12 + 8;
/** Ten years of months, and a jump in the last one. */
const VALUES = randomWalk(120, 0.02, 5, (index) => (index === 119 ? 0.3 : 0));

let agency: TestAgency;
before(async () => {
  agency = await openAgency((node) => ({ ...node, config: { ...node.config, detectors: EVERY } }));
  const { stores, business } = agency.node;
  await stores.observations.putIndicators([UREA]);
  const batch = VALUES.map((value, index) => {
    const ordinal = LAST - VALUES.length + 1 + index;
    const period = formatPeriod('M', ordinal);
    return { series: SERIES, ordinal, period, value, status: 'A' as const, knownAt: periodEnd('M', period) };
  });
  await append(stores, batch);
  const parts = { series: stores.observations, signals: stores.signals, settings: EVERY, clock: business };
  await createDetection(parts).runDue();
});
after(() => agency.close());

async function band(query: string) {
  const answer = await agency.ask('viewer', 'GET', `/series/band?series=${SERIES}&${query}`);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

async function evidenceOf(detector: string): Promise<Evidence> {
  const { items } = (await agency.ask('viewer', 'GET', `/signals?series=${SERIES}`)).json();
  const { id } = items.find((each: { detector: string }) => each.detector === detector);
  return (await agency.ask('viewer', 'GET', `/signals/${id}`)).json().evidence;
}

const assess = (body: object) => agency.ask('viewer', 'POST', '/evidence/assess', body);

test('band: of a channel, by the thresholds that followed from the past at each step', async () => {
  const { detector, parameters, items } = await band('detector=alert&length=30');
  assert.deepEqual([detector, parameters, items.length], ['alert', { alarmTime: 0.03 }, 30]);
  const last = items.at(-1);
  const { score, level } = await evidenceOf('alert');
  assert.deepEqual([last.period, last.score, last.level], ['2021-09', score, level]);
  const { expected, cautionHigh, alertHigh, value } = last;
  assert.ok(expected < cautionHigh && cautionHigh < alertHigh && alertHigh < value);
  assert.equal('cautionLow' in last, false);
  for (const item of items) {
    const reaches = (edge?: number) => edge !== undefined && item.value >= edge;
    assert.equal(['alert', 'serious'].includes(item.level), reaches(item.alertHigh), item.period);
  }
});

test('band: of the slow channel there is none, and what it said', async () => {
  const { items } = await band('detector=caution&length=3');
  assert.deepEqual(['expected' in items[0], typeof items[0].score], [false, 'number']);
});

test('band: what the live detection said, and between which values it would have said less', async () => {
  const { detector, parameters, series, items } = await band('detector=seasonal-z&length=30');
  assert.deepEqual([series, detector, parameters.alert, items.length], [SERIES, 'seasonal-z', 5.5, 30]);
  const last = items.at(-1);
  const { score, level } = await evidenceOf('seasonal-z');
  assert.deepEqual([last.period, last.score, last.level], ['2021-09', score, level]);
  assert.equal(last.value, VALUES.at(-1));
  const { expected, cautionHigh, alertHigh, value } = last;
  assert.ok(expected < cautionHigh && cautionHigh < alertHigh && alertHigh < value);
  assert.equal('cautionLow' in last, false);
  for (const item of items.slice(0, -1)) assert.equal(item.level === 'alert', item.value >= item.alertHigh);
});

test('band: comes from what was known then, and knows nothing of what came after', async () => {
  const now = await band('detector=seasonal-z&length=2');
  const then = await band('detector=seasonal-z&length=1&asOf=2021-09-02T00:00:00Z');
  assert.equal(then.items.length, 1);
  assert.deepEqual(then.items[0], now.items[0]);
});

test('band: with too little history there is none', async () => {
  const { items } = await band('detector=cusum&length=2000');
  assert.equal(items.length, VALUES.length);
  assert.deepEqual(items[0], { period: items[0].period, value: VALUES[0], score: 0 });
  // One change counts for five at most: from calm, no value of a single month is an alert.
  assert.deepEqual(['expected' in items.at(-2), 'alertHigh' in items.at(-2)], [true, false]);
});

for (const query of ['detector=nothing', 'detector=cusum&length=0', 'detector=cusum&asOf=2021', 'length=3']) {
  test(`band: refuses ?${query}`, async () => {
    const answer = await agency.ask('viewer', 'GET', `/series/band?series=${SERIES}&${query}`);
    assert.ok([400, 404].includes(answer.statusCode), answer.body);
    refusal(answer);
  });
}

test('band: of a series that no indicator has there is none', async () => {
  const answer = await agency.ask('viewer', 'GET', '/series/band?series=TIN_PRICE/W&detector=cusum');
  assert.deepEqual(refusal(answer), [404, 'not_found']);
});

test('evidence: computed again, it agrees with itself, and has a band', async () => {
  const evidence = await evidenceOf('seasonal-z');
  const answer = await assess(evidence);
  assert.equal(answer.statusCode, 200, answer.body);
  const { agrees, score, level, band } = answer.json();
  assert.deepEqual([agrees, score, level], [true, evidence.score, evidence.level]);
  const items = await bandOver(shipped('seasonal-z', 'M'), UREA, pointsOf(evidence), 1);
  assert.deepEqual(band.at(-1), JSON.parse(JSON.stringify(items[0])));
  assert.equal(band.length, evidence.window.values.length);
});

function pointsOf({ window }: Evidence) {
  return window.periods.map((period, index) => {
    return { period, ordinal: LAST - window.periods.length + 1 + index, value: window.values[index]! };
  });
}

test('evidence: one that was tampered with does not agree', async () => {
  const evidence = await evidenceOf('seasonal-z');
  const values = evidence.window.values.with(-1, evidence.window.values.at(-1)! * 0.8);
  const other = (await assess({ ...evidence, window: { ...evidence.window, values } })).json();
  assert.deepEqual([other.agrees, other.score === evidence.score], [false, false]);
  assert.equal((await assess({ ...evidence, score: evidence.score + 1 })).json().agrees, false);
  assert.equal((await assess({ ...evidence, level: 'attention' })).json().agrees, false);
});

test('evidence: a peer may write more than this version knows', async () => {
  const evidence = await evidenceOf('cusum').catch(() => evidenceOf('seasonal-z'));
  const more = { ...evidence, corridor: 'Malacca', names: { ...evidence.names, fr: 'Urée' } };
  assert.equal((await assess(more)).json().agrees, true);
});

test('evidence: what cannot be computed is refused', async () => {
  const evidence = await evidenceOf('seasonal-z');
  const { window } = evidence;
  const wrong: object[] = [
    { detector: 'nothing' },
    { version: 99 },
    { parameters: { ...evidence.parameters, window: 1e9 } },
    { parameters: { ...evidence.parameters, seasonYears: 21 } },
    { window: { ...window, periods: window.periods.toReversed() } },
    { window: { ...window, values: window.values.with(3, 1e200) } },
    { window: { ...window, values: window.values.slice(1) } },
    { period: '2020-01' },
    { frequency: 'D' },
  ];
  for (const parts of wrong)
    assert.deepEqual(refusal(await assess({ ...evidence, ...parts })), [400, 'invalid_input']);
});

test('evidence: the longest that there may be keeps nobody else waiting', async () => {
  const evidence = await evidenceOf('seasonal-z');
  const parameters = { ...evidence.parameters, window: 2000, longRun: 2000, seasonYears: 20 };
  // Median of the middle: values that rise and fall in long waves are the hardest for it.
  const values = Array.from({ length: 2000 }, (_, index) => 100 + 50 * Math.sin(index / 7) + (index % 13));
  const periods = values.map((_, index) => formatPeriod('M', LAST - 1999 + index));
  const knownAt = periods.map(() => '2021-10-01T00:00:00Z');
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  }, 1);
  const answer = await assess({ ...evidence, parameters, window: { periods, values, knownAt } });
  clearInterval(others);
  assert.equal(answer.statusCode, 200, answer.body);
  // 2,000 points, and after every 20 of them it lets go.
  assert.ok(turns >= 20, `others had their turn ${turns} times`);
});

test('detectors: those that run here, with what they go by', async () => {
  const { items } = (await agency.ask('viewer', 'GET', '/detectors')).json();
  const count = (name: string) => items.filter((each: { name: string }) => each.name === name).length;
  assert.deepEqual([count('seasonal-z'), count('cusum'), count('novelty'), count('ewma')], [5, 5, 1, 0]);
  const { parameters, ...rest } = items.find(
    (each: { name: string; frequency: string }) => each.name === 'cusum' && each.frequency === 'M',
  );
  const thresholds = { attention: 7, caution: 9, alert: 12, serious: 17 };
  assert.deepEqual(rest, { name: 'cusum', version: 1, frequency: 'M', thresholds });
  assert.deepEqual([parameters.horizon, parameters.drift], [24, 0.5]);
});

test('detectors: where they run, and with which levels', async () => {
  const { items } = (await agency.ask('viewer', 'GET', '/detectors')).json();
  const of = (name: string) => items.filter((each: { name: string }) => each.name === name);
  assert.deepEqual(of('import-drop')[0].kinds, ['volume']);
  const monthly = of('concentration').filter((each: { frequency: string }) => each.frequency === 'M');
  assert.deepEqual(
    monthly.map((each: { kinds?: string[]; thresholds: object }) => [each.kinds, each.thresholds]),
    [
      [undefined, { attention: 1, caution: 2 }],
      [['index'], { attention: 1, caution: 2 }],
    ],
  );
  assert.deepEqual(monthly[0].derived, ['share', 'largest-share', 'herfindahl']);
});

test('detectors: those of one series', async () => {
  const { items } = (await agency.ask('viewer', 'GET', `/detectors?series=${SERIES}`)).json();
  assert.deepEqual(
    items.map((each: { name: string }) => each.name),
    ['alert', 'caution', 'seasonal-z', 'cusum'],
  );
  // Those of a channel follow from the past of each series.
  assert.deepEqual(
    items.map((each: { thresholds?: object }) => each.thresholds !== undefined),
    [false, false, true, true],
  );
  const answer = await agency.ask('viewer', 'GET', '/detectors?series=TIN_PRICE/W');
  assert.equal(answer.statusCode, 404);
});
