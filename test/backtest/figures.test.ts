import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alarmsPerYear, calmAlarm } from '../../src/backtest/calm.ts';
import { againstChance, measured } from '../../src/backtest/chance.ts';
import { LABELS, labelsOf } from '../../src/backtest/labels.ts';
import { rankingAreas } from '../../src/backtest/ranking.ts';
import { drawOffsets, shifted } from '../../src/backtest/shifts.ts';
import { shuffled } from '../../src/backtest/shuffled.ts';
import { toWarnOf, warned } from '../../src/backtest/warnings.ts';
import { seeded } from '../../src/replay/random.ts';
import { crisis, judged, world } from './build.ts';

/** Days of the early window of the crisis that `crisis` makes: 830 to 1009; of its course: 1000 to 1050. */
const NONE = { early: 0, inWindow: 0, earlyCountries: 0, inWindowCountries: 0 };

describe('warnings', () => {
  const counts = (alert: number[]) => warned(world([crisis()], [judged({ alert })]), 'alert', 0);

  it('are early from 180 days before the announcement to the day before it', () => {
    assert.deepEqual(counts([829]), NONE);
    assert.deepEqual(counts([830]), { ...NONE, early: 1, earlyCountries: 1 });
    assert.deepEqual(counts([999]), { ...NONE, early: 1, earlyCountries: 1 });
    assert.deepEqual(counts([1009]), { early: 1, inWindow: 1, earlyCountries: 1, inWindowCountries: 1 });
    assert.deepEqual(counts([1010]), { ...NONE, inWindow: 1, inWindowCountries: 1 });
  });

  it('are in the window from the start to the peak', () => {
    assert.deepEqual(counts([1050]), { ...NONE, inWindow: 1, inWindowCountries: 1 });
    assert.deepEqual(counts([1051]), NONE);
  });

  it('count a crisis once, and each country that sees the series', () => {
    const those = [
      judged({ alert: [900, 950] }),
      judged({ series: 'b', node: 'US', scope: 'national', alert: [901] }),
    ];
    const both = crisis({ affected: ['KR', 'US', 'JP'], series: ['a', 'b'] });
    assert.equal(warned(world([both], those), 'alert', 0).early, 1);
    assert.equal(warned(world([both], those), 'alert', 0).earlyCountries, 3);
    const national = crisis({ affected: ['KR', 'US', 'JP'], series: ['b'] });
    assert.equal(warned(world([national], those), 'alert', 0).early, 1);
    assert.equal(warned(world([national], those), 'alert', 0).earlyCountries, 1);
    assert.equal(warned(world([national], those), 'caution', 0).early, 0);
  });

  it('are out of the crises of which a series was judged', () => {
    const begun = judged({ span: { from: 1009, until: 2000 } });
    const late = judged({ span: { from: 1010, until: 2000 } });
    assert.deepEqual(toWarnOf(world([crisis()], [begun])).early, 1);
    assert.deepEqual(toWarnOf(world([crisis()], [late])), { ...NONE, inWindow: 1, inWindowCountries: 1 });
    assert.deepEqual(toWarnOf(world([crisis({ series: [] })], [begun])), NONE);
  });

  it('by chance are as frequent as the window is long beside the span', () => {
    const one = world([crisis()], [judged({ alert: [7] })]);
    const all = Array.from({ length: 2000 }, (_, offset) => warned(one, 'alert', offset));
    assert.equal(all.filter(({ early }) => early === 1).length, 180);
    assert.equal(all.filter(({ inWindow }) => inWindow === 1).length, 51);
  });
});

describe('shifts', () => {
  it('wrap within the span of the series, so that a short one has as many alarms in it', () => {
    const span = { from: 900, until: 1100 };
    const short = world([crisis()], [judged({ span, alert: [905] })]);
    const all = Array.from({ length: 2000 }, (_, offset) => warned(short, 'alert', offset).inWindow);
    assert.equal(all.filter((count) => count === 1).length, 51 * 10);
    assert.equal(shifted(1099, span, 1), 900);
    assert.equal(shifted(900, span, 0), 900);
  });

  it('are drawn within the common time, alike for the same seed', () => {
    const time = { from: 100, until: 110 };
    const draw = (seed: number) => drawOffsets(500, time, seeded(seed));
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
    assert.deepEqual([...new Set(draw(1))].sort(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('move all series together', () => {
    const pair = [judged({ alert: [100] }), judged({ series: 'b', alert: [100] })];
    const two = [crisis(), crisis({ id: 'X2', series: ['b'] })];
    const counts = Array.from(
      { length: 2000 },
      (_, offset) => warned(world(two, pair), 'alert', offset).early,
    );
    assert.deepEqual(new Set(counts), new Set([0, 2]));
  });
});

describe('chance', () => {
  it('is the mean and the standard deviation of the draws', () => {
    const figure = measured(8, [2, 4, 4, 4, 5, 5, 7, 9]);
    assert.equal(figure.chance.mean, 5);
    assert.equal(figure.aboveChance, 3);
    assert.ok(Math.abs(figure.chance.standardDeviation - Math.sqrt(32 / 7)) < 1e-12);
    assert.ok(Math.abs(figure.deviations! - 3 / Math.sqrt(32 / 7)) < 1e-12);
  });

  it('has no deviations where it does not vary, and leaves out what could not be computed', () => {
    assert.deepEqual(measured(0.1, [0.1, 0.1, 0.1]), {
      value: 0.1,
      chance: { mean: 0.1, standardDeviation: 0 },
      aboveChance: 0,
      deviations: null,
    });
    assert.equal(measured(1, [1, Number.NaN, 3]).chance.mean, 2);
    assert.equal(againstChance({ a: 1, b: 2 }, [{ a: 0, b: 5 }]).b.aboveChance, -3);
  });

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const others = shuffled(items, seeded(3));
    assert.notDeepEqual(others, items);
    assert.deepEqual(
      others.toSorted((a, b) => a - b),
      items,
    );
  });
});

describe('labels', () => {
  it('call calm what is outside of 180 days before the start to 90 after the peak', () => {
    const labels = labelsOf({ from: 800, until: 1200 }, [crisis({ announced: 1000 })]);
    const of = (day: number) => labels[day - 800];
    assert.deepEqual(
      [of(819), of(820), of(999), of(1000), of(1140), of(1141)],
      [LABELS.calm, LABELS.early, LABELS.early, LABELS.troubled, LABELS.troubled, LABELS.calm],
    );
  });

  it('call early what is before one crisis and within another', () => {
    const labels = labelsOf({ from: 0, until: 2000 }, [
      crisis({ announced: 1040 }),
      crisis({ start: 900, announced: 900, peak: 1000 }),
    ]);
    assert.equal(labels[950], LABELS.early);
    assert.equal(labels[1045], LABELS.troubled);
  });
});

describe('calm time', () => {
  // Calm: 0 to 819 and 1141 to 1999, which are 1679 days.
  it('is in alarm by days, of all series together', () => {
    const those = [
      judged({ alarms: [{ from: 810, until: 830 }] }),
      judged({ series: 'unmapped', alarms: [{ from: 1000, until: 1100 }] }),
    ];
    const share = calmAlarm(world([crisis()], those))(0);
    assert.equal(share.alert, (10 + 100) / (1679 + 2000));
    assert.equal(share.caution, 0);
  });

  it('is in alarm elsewhere after a shift', () => {
    const one = world([crisis()], [judged({ alarms: [{ from: 810, until: 830 }] })]);
    assert.equal(calmAlarm(one)(10).alert, 0);
    assert.equal(calmAlarm(one)(1990).alert, 20 / 1679);
    // 801 to 1990 has passed the end.
    assert.equal(calmAlarm(one)(1185).alert, 20 / 1679);
  });

  it('counts alarms for a year of a series', () => {
    const those = [judged({ alert: [1, 2, 3] }), judged({ series: 'b', alert: [4], caution: [5] })];
    assert.equal(alarmsPerYear(world([], those), 'alert'), 4 / (4000 / 365.25));
    assert.equal(alarmsPerYear(world([], those), 'caution'), 1 / (4000 / 365.25));
  });
});

describe('the ROC area', () => {
  // Early: 900 and 1000. Calm: 100, 200 and 1500. Neither: 1020.
  const days = [100, 200, 900, 1000, 1020, 1500];

  it('is the share of pairs in which the early step is above the calm one; ties count half', () => {
    const one = world([crisis()], [judged({ days, scores: [1, 3, 2, 3, 99, 0] })]);
    const areas = rankingAreas(one)(0);
    // 2 is above 1 and 0; 3 is above 1 and 0, and equal to 3.
    assert.equal(areas.alert, 4.5 / 6);
    assert.equal(areas.ewma, 1.5 / 6);
    assert.equal(areas.caution, 0.5);
    assert.equal(areas.alertMinusEwma, 0.5);
  });

  it('pools the series that a crisis names, each by its own crises', () => {
    const those = [
      judged({ days: [100, 900], scores: [1, 2] }),
      judged({ series: 'b', days: [100, 900], scores: [5, 6] }),
      judged({ series: 'unmapped', days: [100, 900], scores: [50, 60] }),
    ];
    const both = crisis({ series: ['a', 'b'] });
    assert.equal(rankingAreas(world([both], those))(0).alert, 3 / 4);
  });

  it('moves with a shift, and is no number without steps of both kinds', () => {
    const one = world([crisis()], [judged({ days: [100, 900], scores: [2, 1] })]);
    const area = rankingAreas(one);
    assert.equal(area(0).alert, 0);
    // The first comes to 900, the second to 1700.
    assert.equal(area(800).alert, 1);
    assert.ok(Number.isNaN(area(1000).alert));
  });
});
