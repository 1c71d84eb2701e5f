import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeKey, type SupplyMap } from '../../src/domain/supply-map.ts';
import { type Effect, effectsOf, type Failure } from '../../src/situation/effects.ts';
import { mapOf, place } from './maps.ts';

function effects(map: SupplyMap, origin: string, failure: Partial<Failure> = {}): Record<string, Effect> {
  const found = effectsOf(map, { origins: [place(origin)], lost: 1, scope: 'output', ...failure });
  return Object.fromEntries(found.effects.map((effect) => [placeKey(effect.place), effect]));
}

const ORE = 'CN/mining/ore';
const CHAIN = mapOf({
  'CN/mining/ore → KR/refining/salt': { share: 0.8, days: [10, 30] },
  'KR/refining/salt → JP/cells/cell': { share: 0.5, days: [7, 14] },
  'AU/mining/ore → KR/refining/salt': { share: 0.2 },
});

test('effects: shares multiply and days add up along a path', () => {
  const found = effects(CHAIN, ORE, { lost: 0.5 });
  assert.deepEqual(Object.keys(found), ['KR/refining/salt', 'JP/cells/cell']);
  const cell = found['JP/cells/cell']!;
  assert.deepEqual([cell.share, cell.days, cell.pathCount], [0.2, { from: 17, to: 44 }, 1]);
  assert.deepEqual(
    cell.paths[0]!.steps.map(({ to }) => placeKey(to)),
    ['KR/refining/salt', 'JP/cells/cell'],
  );
  assert.equal(cell.paths[0]!.steps[0]!.source.year, 2023);
});

test('effects: of one item the shares of several ways add up, and never to more than all', () => {
  const map = mapOf({
    'CN/mining/ore → KR/refining/salt': { share: 0.5 },
    'CN/mining/ore → JP/refining/salt': { share: 1, days: [1, 2] },
    'KR/refining/salt → US/cells/cell': { share: 0.6 },
    'JP/refining/salt → US/cells/cell': { share: 0.4, days: [3, 4] },
  });
  const cell = effects(map, ORE)['US/cells/cell']!;
  assert.ok(Math.abs(cell.share - 0.7) < 1e-12);
  assert.deepEqual([cell.pathCount, cell.days], [2, { from: 4, to: 40 }]);
});

test('effects: of several items the scarcest one counts', () => {
  const map = mapOf({
    'CN/mining/ore → KR/refining/salt': { share: 0.3 },
    'CN/mining/ore → KR/refining/acid': { share: 0.9 },
    'KR/refining/salt → US/cells/cell': { share: 1 },
    'KR/refining/acid → US/cells/cell': { share: 0.5 },
  });
  assert.equal(effects(map, ORE)['US/cells/cell']!.share, 0.45);
});

test('effects: a loop ends, and its origin is no effect of itself', () => {
  const map = mapOf({
    'CN/mining/ore → KR/refining/salt': { share: 1 },
    'KR/refining/salt → KR/parts/scrap': { share: 1 },
    'KR/parts/scrap → KR/refining/salt': { share: 0.5 },
    'KR/parts/scrap → CN/mining/ore': { share: 1 },
  });
  const found = effects(map, ORE, { lost: 0.5 });
  assert.deepEqual(Object.keys(found).sort(), ['KR/parts/scrap', 'KR/refining/salt']);
  assert.equal(found['KR/refining/salt']!.share, 0.5);
});

test('effects: where exports stop, the own country goes on', () => {
  const map = mapOf({
    'CN/mining/ore → KR/refining/salt': { share: 1 },
    'CN/mining/ore → CN/refining/salt': { share: 1 },
  });
  assert.deepEqual(Object.keys(effects(map, ORE, { scope: 'exports' })), ['KR/refining/salt']);
  assert.equal(Object.keys(effects(map, ORE)).length, 2);
});

test('effects: what bears on capacity is told apart, and goes no further', () => {
  const map = mapOf({
    'NL/equipment/scanner → KR/fabrication/chip': { share: 1, bearsOn: 'capacity' },
    'KR/fabrication/chip → US/use/chip': { share: 1 },
  });
  const found = effects(map, 'NL/equipment/scanner');
  assert.deepEqual(Object.keys(found), ['KR/fabrication/chip']);
  assert.equal(found['KR/fabrication/chip']!.bearsOn, 'capacity');
});

test('effects: substitutes of a known share lessen what lasts, others are only named', () => {
  const name = { en: 'Glass' };
  const map = mapOf({
    'CN/mining/ore → KR/refining/salt': { share: 0.8, substitutes: [{ name, share: 0.75 }, { name }] },
    'KR/refining/salt → US/cells/cell': { share: 0.5, substitutes: [{ name: { ko: '유리' } }] },
  });
  const found = effects(map, ORE);
  assert.deepEqual([found['KR/refining/salt']!.share, found['KR/refining/salt']!.lasting], [0.8, 0.2]);
  const { lasting, substitutes } = found['US/cells/cell']!;
  assert.equal(lasting, 0.1);
  assert.deepEqual(
    substitutes.map(({ at }) => placeKey(at)),
    ['KR/refining/salt', 'KR/refining/salt', 'US/cells/cell'],
  );
});

test('effects: only the items that are named come along', () => {
  const found = effectsOf(CHAIN, { origins: [place('AU/mining/ore')], lost: 1, scope: 'output' });
  assert.deepEqual(Object.keys(found.items).sort(), ['cell', 'ore', 'salt']);
  const none = effectsOf(CHAIN, { origins: [], lost: 1, scope: 'output' });
  assert.deepEqual([none.effects, none.items], [[], {}]);
});
