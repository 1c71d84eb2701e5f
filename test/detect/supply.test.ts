import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concentration } from '../../src/detect/detectors/concentration.ts';
import { divergence } from '../../src/detect/detectors/divergence.ts';
import { importDrop } from '../../src/detect/detectors/import-drop.ts';
import { supplierChange } from '../../src/detect/detectors/supplier-change.ts';
import { threshold } from '../../src/detect/detectors/threshold.ts';
import { detectorsFor } from '../../src/detect/parameters.ts';
import { run, SETTINGS, UREA, uniform } from './series.ts';

const isNear = (actual: number | undefined, expected: number) =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

/** Imports of years that are alike, with a season, and with a scatter of some per cent. */
function imports(years: number, scatter = 0.04): number[] {
  const next = uniform(7);
  return Array.from({ length: years * 12 }, (_, index) => {
    const season = index % 12 < 6 ? 40_000 : 60_000;
    return season * (1 + scatter * (2 * next() - 1));
  });
}

test('import-drop: the share that is missing against the median of the same month, over its usual scatter', () => {
  const parameters = importDrop.parameters.parse({ window: 12, minimum: 12, floorShare: 0.1 });
  // Five years alike but for one of twice as much: the median does not see it.
  const year = Array.from({ length: 12 }, (_, month) => 100 + month);
  const values = [...year, ...year, ...year.map((value) => 2 * value), ...year, ...year, ...year, 40];
  const stream = importDrop.stream(parameters, { frequency: 'M', kind: 'volume', harmful: 'down' });
  const steps = values.map((value, index) => stream.step({ ordinal: index, value }));
  // 60 % less than 100; the last year differed from its five by nothing, so one deviation is 10 %.
  isNear(steps.at(-1)?.score, 6);
  assert.deepEqual([steps.at(-1)?.level, steps.at(-1)?.side], ['caution', 'below']);
  assert.deepEqual(stream.details?.(), { expected: 100, years: 5 });
});

test('import-drop: the season, growth and a small drop are none, and neither is a harmful rise', () => {
  const parameters = importDrop.parameters.parse({});
  const stepsOf = (values: readonly number[], harmful: 'up' | 'down' | 'both' = 'down') =>
    run(importDrop, parameters, values, { kind: 'volume', harmful });
  const calm = imports(8);
  assert.ok(stepsOf(calm).every(({ level }) => level === undefined));
  assert.equal(stepsOf([...calm, 40_000 * 0.75]).at(-1)?.score, 0, 'a quarter less');
  assert.equal(stepsOf([...calm, 40_000 * 3]).at(-1)?.score, 0, 'more');
  assert.equal(stepsOf([...calm, 0]).at(-1)?.level, 'serious');
  assert.equal(stepsOf([...calm, 0], 'both').at(-1)?.level, 'serious');
  assert.equal(stepsOf([...calm, 0], 'up').at(-1)?.score, 0);
});

test('import-drop: zeros, gaps and years that are missing', () => {
  const parameters = importDrop.parameters.parse({});
  const sporadic = Array.from({ length: 120 }, (_, index) => (index % 4 === 0 ? 5000 : 0));
  const series = { kind: 'volume', harmful: 'down' } as const;
  assert.ok(run(importDrop, parameters, sporadic, series).every(({ level }) => level === undefined));
  assert.ok(run(importDrop, parameters, new Array(120).fill(0), series).every(({ score }) => score === 0));
  assert.ok(run(importDrop, parameters, imports(2), series).every(({ score }) => score === 0));
  // Only two earlier Januaries are there: too few to say what is usual in this one.
  const stream = importDrop.stream(parameters, { frequency: 'M', ...series });
  const steps = imports(8).flatMap((value, index) => {
    const isLeftOut = index % 12 === 0 && index > 12;
    return isLeftOut ? [] : [stream.step({ ordinal: index, value })];
  });
  assert.equal(stream.step({ ordinal: 96, value: 0 }).score, 0);
  assert.ok(stream.step({ ordinal: 97, value: 0 }).score > 5);
  assert.equal(steps.length, 90);
});

test('divergence: the deviation from the median of the window over its robust spread, or over the floor', () => {
  const parameters = divergence.parameters.parse({ window: 5, minimum: 5, floor: 2 });
  const values = [10, -10, 0, 20, -20, 60];
  // Median 0, distances 0 10 10 20 20: MAD 10.
  isNear(run(divergence, parameters, values).at(-1)?.score, 60 / 14.826);
  isNear(run(divergence, parameters, values, { harmful: 'down' }).at(-1)?.score, -60 / 14.826);
  isNear(run(divergence, parameters, [5, 5, 5, 5, 5, 15]).at(-1)?.score, 5);
  assert.equal(run(divergence, parameters, [5, 5, 5, 5, 500]).at(-1)?.score, 0, 'too short');
  // What is added to all changes nothing, since it is a difference already.
  const moved = run(
    divergence,
    parameters,
    values.map((value) => value + 300),
  );
  isNear(moved.at(-1)?.score, 60 / 14.826);
});

const monthly = concentration.parameters.parse({});

test('concentration: between the marks on a straight line, in levels and in what they rose by', () => {
  const at = (share: number, before = share) => {
    const values = [...new Array<number>(12).fill(before), share, share, share];
    const steps = run(concentration, monthly, values, { kind: 'share' });
    return steps.at(-1);
  };
  isNear(at(65)?.score, 1);
  isNear(at(75)?.score, 1.5);
  isNear(at(85)?.score, 2);
  isNear(at(95)?.score, 2.5);
  isNear(at(32.5)?.score, 0.5);
  assert.deepEqual([at(64)?.level, at(70)?.level, at(90)?.level], [undefined, 'attention', 'caution']);
  // From 30 to 42 and to 55 within a year.
  isNear(at(42, 30)?.score, 1);
  isNear(at(55, 30)?.score, 2);
  assert.equal(at(100, 0)?.level, 'caution', 'it never says more');
});

test('concentration: one odd month does not move the median, and a fall is none', () => {
  const calm = new Array<number>(30).fill(40);
  const steps = run(concentration, monthly, [...calm, 95, 40, 40, 95], { kind: 'share' });
  assert.ok(steps.every(({ level }) => level === undefined));
  assert.ok(
    run(concentration, monthly, [...calm, 5, 5, 5], { kind: 'share' }).every(
      ({ level }) => level === undefined,
    ),
  );
  const down = run(concentration, monthly, new Array<number>(30).fill(99), {
    kind: 'share',
    harmful: 'down',
  });
  assert.ok(down.every(({ score }) => score === 0));
});

test('concentration: a country of concern has lower marks, and the Herfindahl index has its own', () => {
  const judge = (derivation: 'share' | 'herfindahl', series: string, value: number) => {
    const indicator = {
      ...UREA,
      kind: derivation === 'share' ? 'share' : 'index',
      derived: { kind: derivation, of: 'IN', over: 'partner' },
    } as const;
    const found = detectorsFor(SETTINGS, indicator, series).find(
      ({ detector }) => detector === concentration,
    );
    return run(found!.detector, found!.parameters, new Array<number>(20).fill(value), indicator).at(-1)
      ?.level;
  };
  assert.equal(judge('share', 'IN_SHARE/KR.CN', 60), 'attention');
  assert.equal(judge('share', 'IN_SHARE/KR.JP', 60), undefined);
  assert.equal(judge('share', 'IN_SHARE/KR.CN', 80), 'caution');
  assert.equal(judge('share', 'IN_SHARE/KR.JP', 80), 'attention');
  assert.equal(judge('herfindahl', 'IN_HHI/KR', 3900), undefined);
  assert.equal(judge('herfindahl', 'IN_HHI/KR', 4000), 'attention');
  assert.equal(judge('herfindahl', 'IN_HHI/KR', 10_000), 'caution');
});

test('concentration: what a year ago says nothing about is judged by its level alone', () => {
  const stream = concentration.stream(monthly, { frequency: 'M', kind: 'share', harmful: 'up' });
  for (const ordinal of [0, 1, 2]) stream.step({ ordinal, value: 10 });
  // Three years later: too long ago to be "a year before".
  const steps = [36, 37, 38].map((ordinal) => stream.step({ ordinal, value: 60 }));
  assert.equal(steps.at(-1)?.level, undefined);
  isNear(steps.at(-1)?.score, 60 / 65);
});

const change = supplierChange.parameters.parse({});
const year = new Array<number>(12);

test('supplier-change: a supplier that is lost, once it is confirmed', () => {
  const steps = run(supplierChange, change, [...year.fill(71), 40, 0.4, 0.2, 0], { kind: 'share' });
  assert.deepEqual(
    steps.slice(12).map(({ score, level, side }) => [score, level, side]),
    [
      [0, undefined, 'below'],
      [0, undefined, 'below'],
      [71, 'serious', 'below'],
      [71, 'serious', 'below'],
    ],
  );
  const small = run(supplierChange, change, [...year.fill(9), 0, 0], { kind: 'share' });
  assert.ok(small.every(({ score }) => score === 0));
});

test('supplier-change: a supplier that is new counts half, also where it was missing and not 0', () => {
  const fresh = run(supplierChange, change, [...year.fill(0), 0.3, 40, 36], { kind: 'share' });
  assert.deepEqual(
    [fresh.at(-1)?.score, fresh.at(-1)?.level, fresh.at(-1)?.side],
    [18, 'attention', 'above'],
  );
  assert.equal(fresh.at(-2)?.score, 0);
  const stream = supplierChange.stream(change, { frequency: 'M', kind: 'share', harmful: 'up' });
  stream.step({ ordinal: 0, value: 30 });
  const back = [14, 15].map((ordinal) => stream.step({ ordinal, value: 60 }).score);
  assert.deepEqual(back, [0, 30]);
});

test('supplier-change: a share that comes and goes is neither', () => {
  const values = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 45 : 0));
  const steps = run(supplierChange, change, values, { kind: 'share' });
  assert.ok(steps.every(({ score }) => score === 0));
});

const stock = threshold.parameters.parse({ side: 'below', atAttention: 90, atCaution: 60, atSerious: 15 });

test('threshold: a level from its value on, and the part of the way to the next', () => {
  const of = (value: number) => run(threshold, stock, [value], { kind: 'stock', harmful: 'down' })[0]!;
  const seen = [120, 90, 75, 60, 30, 15, 3].map((value) => [of(value).score, of(value).level]);
  assert.deepEqual(seen, [
    [0, undefined],
    [1, 'attention'],
    [1.5, 'attention'],
    [2, 'caution'],
    [2 + 30 / 45, 'caution'],
    [4, 'serious'],
    [4, 'serious'],
  ]);
  const price = threshold.parameters.parse({ atAlert: 900 });
  const level = (value: number) => run(threshold, price, [value])[0]?.level;
  assert.deepEqual([level(899.99), level(900)], [undefined, 'alert']);
});

test('threshold: its band names the stated values, and none where no level is left', () => {
  const stream = threshold.stream(stock, { frequency: 'M', kind: 'stock', harmful: 'down' });
  assert.equal(stream.band(1), undefined);
  stream.step({ ordinal: 1, value: 100 });
  const band = stream.band(2);
  assert.deepEqual([band?.expected, band?.edges(1), band?.edges(3)], [100, { low: 90 }, { low: 15 }]);
});

test('threshold: refuses values that lie the wrong way round', () => {
  assert.ok(!threshold.parameters.safeParse({ side: 'above', atAttention: 9, atAlert: 8 }).success);
  assert.ok(threshold.parameters.safeParse({ side: 'below', atAttention: 9, atAlert: 8 }).success);
});
