import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corroborationOf } from '../../src/detect/channels/corroboration.ts';
import { DAY_MS } from '../../src/domain/time.ts';
import { corroborate } from '../../src/replay/corroborate.ts';

const ORE = { series: 'a_ore', sector: 'batteries', item: 'ore' };
const subjects = [
  ORE,
  { series: 'b_ore', sector: 'batteries', item: 'ore' },
  { series: 'a_salt', sector: 'batteries', item: 'salt' },
  { series: 'a_gas', sector: 'logistics', item: 'gas' },
];
const scores = new Map([
  ['b_ore', [{ at: 0, score: 9 }]],
  ['a_gas', [{ at: 0, score: 9 }]],
  [
    'a_salt',
    [
      { at: 0, score: 3 },
      { at: 10 * DAY_MS, score: 6 },
    ],
  ],
]);

test('corroboration: the mean of the three most unusual, those missing count 0, and none lowers a score', () => {
  const of = (...each: number[]) =>
    corroborationOf(each.map((score, at) => ({ series: `${at}`, item: `${at}`, score }))).added;
  assert.equal(of(6, 3, 1.5, 1.2), 3.5);
  assert.equal(of(6), 2);
  assert.equal(of(-4, -1), 0);
  assert.equal(of(), 0);
});

test('corroboration: an item speaks once, by its most unusual series', () => {
  const of = (item: string, score: number) => ({ series: `${item}${score}`, item, score });
  const { added, by } = corroborationOf([of('ore', 2), of('ore', 6), of('salt', 3), of('salt', 1)]);
  assert.deepEqual([added, by.map(({ series }) => series)], [3, ['ore6', 'salt3']]);
});

test('corroboration: by series of the same sector, but not of the same item', () => {
  const { added, by } = corroborate(subjects, scores)(ORE, DAY_MS);
  assert.deepEqual(by, [{ series: 'a_salt', item: 'salt', score: 3 }]);
  assert.equal(added, 1);
});

test('corroboration: by what was known then, and not for ever', () => {
  const ask = corroborate(subjects, scores);
  assert.equal(ask(ORE, -1).added, 0);
  assert.equal(ask(ORE, 9 * DAY_MS).added, 1);
  assert.equal(ask(ORE, 10 * DAY_MS).added, 2);
  assert.equal(ask(ORE, 56 * DAY_MS).added, 0);
});
