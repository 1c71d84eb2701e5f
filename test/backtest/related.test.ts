import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { relatedScores } from '../../src/backtest/related.ts';
import type { Listed } from '../../src/backtest/series-index.ts';
import { DAY_MS } from '../../src/domain/time.ts';
import { type Row, replay } from '../../src/replay/history.ts';
import { createRandom } from '../helpers/random.ts';

const AT = 90;

/** Usual values day by day, but for one. */
function rowsWithJump(seed: number): Row[] {
  const random = createRandom(seed);
  return Array.from({ length: 100 }, (_, month) => ({
    period: `${month}`,
    ordinal: month,
    value: (100 + random()) * (month === AT ? 2 : 1),
    availableAt: month * 30 * DAY_MS,
  }));
}

function listed(series: string, parts: Partial<Listed> = {}): Listed {
  return {
    series,
    pace: 'M',
    direction: 'up',
    lagDays: 0,
    node: 'KR',
    scope: 'public',
    sector: 'finance',
    item: series,
    ...parts,
  };
}

/** What two series add to one another on the day on which both jump, by what they are. */
function addedTo(one: Partial<Listed>, other: Partial<Listed>): number | undefined {
  const both = [listed('one', one), listed('other', other)] as const;
  const index = new Map(both.map((each) => [each.series, each]));
  const rows = new Map(both.map(({ series }, seed) => [series, rowsWithJump(seed + 1)]));
  return relatedScores(index, rows)(both[0])?.corroboration(AT * 30 * DAY_MS);
}

describe('related series', () => {
  it('add a third of their own score, where they are alone', () => {
    const steps = [...replay(rowsWithJump(2), { pace: 'M', direction: 'up', budget: { alarmTime: 0.03 } })];
    const own = steps[AT]!.own!;
    assert.ok(own > 3);
    assert.ok(Math.abs(addedTo({}, {})! - own / 3) < 1e-9);
  });

  it('are of the same sector and of another item', () => {
    assert.equal(addedTo({}, { sector: 'logistics' }), 0);
    assert.equal(addedTo({ item: 'won' }, { item: 'won' }), 0);
    assert.equal(addedTo({ sector: undefined }, { sector: undefined }), undefined);
  });

  it('corroborate fully from three other items on', () => {
    const isFull = (...items: readonly string[]) => {
      const all = ['own', ...items].map((item, at) => listed(`${item}-${at}`, { item }));
      const index = new Map(all.map((each) => [each.series, each]));
      const rows = new Map(all.map(({ series }, seed) => [series, rowsWithJump(seed + 1)]));
      return relatedScores(index, rows)(all[0]!)?.isCorroborated;
    };
    assert.equal(isFull('ore', 'salt', 'salt', 'own'), false);
    assert.equal(isFull('ore', 'salt', 'gas'), true);
  });

  it('are seen by everyone who sees the series', () => {
    const national = { scope: 'national' } as const;
    assert.equal(addedTo({}, national), 0);
    assert.ok(addedTo(national, {})! > 1);
    assert.ok(addedTo(national, national)! > 1);
    assert.equal(addedTo({ ...national, node: 'US' }, national), 0);
  });
});
