import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeze, recompute } from '../../src/detect/evidence.ts';
import { hasCode } from '../../src/domain/errors.ts';
import { Evidence } from '../../src/domain/evidence.ts';
import { allShipped, FREQUENCIES, pointsOf, randomWalk, shipped, UREA } from './series.ts';

const LAST = { A: 2021, Q: 2021 * 4 + 3, M: 2021 * 12 + 9, W: 2700, D: 18_900 };

/** A walk that ends as the detector expects of a crisis. */
function valuesFor(name: string, length: number): number[] {
  const ramp = randomWalk(length, 0.03, 9, (index) => (index > length - 8 ? 0.09 : 0));
  const last = { novelty: 3, 'import-drop': 0.03, 'supplier-change': 0.001 }[name];
  if (last === undefined) return ramp;
  const confirmed = name === 'supplier-change' ? 2 : 1;
  return ramp.map((value, index) => (index >= length - confirmed ? value * last : value));
}

function evidenceFor(name: string, frequency: (typeof FREQUENCIES)[number]): Evidence {
  const { detector, parameters } = shipped(name, frequency);
  const harmful = name === 'import-drop' ? ('down' as const) : UREA.harmful;
  const indicator = { ...UREA, frequency, harmful };
  const length = detector.memory(parameters, frequency) + 40;
  const values = valuesFor(name, length);
  const points = pointsOf(frequency, values, LAST[frequency]);
  const stream = detector.stream(parameters, indicator);
  const step = points.map((point) => stream.step(point)).at(-1)!;
  const level = step.level ?? 'attention';
  return freeze({ detector, parameters, series: 'UREA_PRICE/W.W', indicator, points, step, level });
}

for (const frequency of FREQUENCIES) {
  for (const { name } of allShipped(frequency).map(({ detector }) => detector)) {
    test(`evidence: ${name} ${frequency} is computed again from JSON, bit for bit`, () => {
      const evidence = evidenceFor(name, frequency);
      const received = Evidence.parse(JSON.parse(JSON.stringify(evidence)));
      const { score, level } = recompute(received);
      assert.ok(Object.is(score, evidence.score));
      assert.equal(level ?? 'attention', evidence.level);
      assert.ok(Math.abs(score) > 0.1);
      const { detector, parameters } = shipped(name, frequency);
      assert.equal(received.window.values.length, detector.memory(parameters, frequency));
    });
  }
}

test('evidence: another value gives another score', () => {
  const evidence = evidenceFor('seasonal-z', 'M');
  evidence.window.values[evidence.window.values.length - 1]! *= 1.01;
  assert.notEqual(recompute(evidence).score, evidence.score);
});

const good = evidenceFor('seasonal-z', 'M');
const FORGED: [title: string, evidence: Evidence][] = [
  ['an unknown detector', { ...good, detector: 'oracle' }],
  ['an unknown version', { ...good, version: 2 }],
  ['a parameter out of bounds', { ...good, parameters: { ...good.parameters, window: 1e9 } }],
  ['an unknown parameter', { ...good, parameters: { ...good.parameters, speed: 1 } }],
  ['periods of another frequency', { ...good, frequency: 'D' }],
  ['a period that is not its last', { ...good, period: '2021-09' }],
  [
    'periods that do not rise',
    { ...good, window: { ...good.window, periods: good.window.periods.toReversed() } },
  ],
  [
    'values that overflow',
    { ...good, window: { ...good.window, values: good.window.values.map(() => 1e300) } },
  ],
  ['too few values', { ...good, window: { ...good.window, values: [1] } }],
  ['no points', { ...good, window: { periods: [], values: [], knownAt: [] } }],
];
for (const [title, evidence] of FORGED) {
  test(`evidence: refuses ${title}`, () => {
    assert.throws(
      () => recompute(evidence),
      (error) => hasCode(error, 'invalid_input'),
    );
  });
}
