import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { nodePaths } from '../../src/config/paths.ts';
import { readSupplyMap, supplyMapFile } from '../../src/config/supply-map.ts';
import { placeKey, STAGE_ROLES, Stage, SupplyMap } from '../../src/domain/supply-map.ts';
import { effectsOf } from '../../src/situation/effects.ts';
import { suppliers } from '../../src/situation/origins.ts';

const FILE = supplyMapFile(nodePaths('/nonexistent'), undefined);
const { value, problems } = readSupplyMap(FILE);
const map = value!;

test('the map that ships: is in order, and large enough to say something of all three countries', () => {
  assert.deepEqual(problems, []);
  assert.ok(map.edges.length >= 60, `${map.edges.length} edges`);
  const receivers = new Set(map.edges.map(({ to }) => to.country));
  for (const country of ['KR', 'JP', 'US']) assert.ok(receivers.has(country), country);
});

test('the map that ships: every figure has a public source and its year, every item three names', () => {
  for (const { source, shareOf, note, from } of map.edges) {
    assert.match(source.url, /^https?:\/\//);
    assert.ok(source.year >= 2015 && source.year <= 2026, placeKey(from));
    if (shareOf === 'derived') assert.ok(note !== undefined, `${placeKey(from)} says not how`);
  }
  for (const [key, { names }] of Object.entries(map.items))
    assert.deepEqual(Object.keys(names).sort(), ['en', 'ja', 'ko'], key);
});

test('the map that ships: no two items share a name, and no lead time is published without saying where', () => {
  const names = Object.values(map.items).flatMap((item) => Object.values(item.names));
  // JA and KO write some items alike in Latin letters, as English does.
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  assert.deepEqual(
    repeated.filter((name) => name !== 'DRAM'),
    [],
  );
  for (const edge of map.edges)
    if (edge.leadTimeBasis === 'published') assert.ok(edge.note !== undefined, placeKey(edge.from));
});

test('the map that ships: urea from China is felt in Korea within weeks, and graphite in its cells', () => {
  const hit = (country: string, item: string) =>
    effectsOf(map, { origins: suppliers(map, { country, item }), lost: 1, scope: 'exports' }).effects;
  const [urea] = hit('CN', '요소');
  assert.deepEqual([placeKey(urea!.place), urea!.days.from], ['KR/use/urea-solution', 21]);
  assert.ok(urea!.share > 0.9);
  const graphite = hit('CN', 'natural-graphite').map(({ place }) => placeKey(place));
  assert.ok(graphite.includes('KR/cells/lithium-ion-cells'), graphite.join());
});

test('stages: each has the role of its indicators', () => {
  assert.deepEqual(Object.keys(STAGE_ROLES).sort(), [...Stage.options].sort());
});

const PLACE = (country: string, item = 'ore') => ({ country, stage: 'mining', item });
const EDGE = {
  from: PLACE('CN'),
  to: PLACE('KR'),
  share: 0.6,
  shareOf: 'imports',
  leadTimeDays: { from: 1, to: 2 },
  source: { title: 'A table', publisher: 'An office', url: 'https://example.org/', year: 2023 },
};
const ITEMS = { ore: { names: { en: 'Ore' }, sector: 'batteries' } };

const refused: readonly (readonly [why: string, file: object, path: string])[] = [
  [
    'an item that is not there',
    { items: ITEMS, edges: [{ ...EDGE, to: PLACE('KR', 'salt') }] },
    'edges.0.to.item',
  ],
  ['an item that no edge has', { items: { ...ITEMS, salt: ITEMS.ore }, edges: [EDGE] }, 'items.salt'],
  ['an edge to itself', { items: ITEMS, edges: [{ ...EDGE, to: EDGE.from }] }, 'edges.0.to'],
  [
    'an edge twice',
    {
      items: ITEMS,
      edges: [
        { ...EDGE, share: 0.1 },
        { ...EDGE, share: 0.1 },
      ],
    },
    'edges.1',
  ],
  ['more than all', { items: ITEMS, edges: [EDGE, { ...EDGE, from: PLACE('AU') }] }, 'edges.1.share'],
  ['a share of nothing', { items: ITEMS, edges: [{ ...EDGE, share: 0 }] }, 'edges.0.share'],
  [
    'days that fall',
    { items: ITEMS, edges: [{ ...EDGE, leadTimeDays: { from: 2, to: 1 } }] },
    'edges.0.leadTimeDays.to',
  ],
  [
    'a source without an address',
    { items: ITEMS, edges: [{ ...EDGE, source: { ...EDGE.source, url: 'javascript:alert(1)' } }] },
    'edges.0.source.url',
  ],
  ['an edge without a source', { items: ITEMS, edges: [{ ...EDGE, source: undefined }] }, 'edges.0.source'],
];
for (const [why, file, path] of refused) {
  test(`supply map: refuses ${why}`, () => {
    const checked = SupplyMap.safeParse(file);
    assert.deepEqual(
      checked.error?.issues.map((issue) => issue.path.join('.')),
      [path],
    );
  });
}

test('supply map: what bears on capacity is counted apart from what bears on output', () => {
  const edges = [EDGE, { ...EDGE, from: PLACE('AU'), bearsOn: 'capacity' }];
  assert.ok(SupplyMap.safeParse({ items: ITEMS, edges }).success);
  assert.ok(SupplyMap.safeParse(parse('items: {}\nedges: []\n')).success);
});
