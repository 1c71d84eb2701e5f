import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { Sector } from '../../src/domain/indicator.ts';
import { placeKey } from '../../src/domain/supply-map.ts';
import { haveCommonGoods, isSameGoods } from '../../src/situation/hs-codes.ts';
import { originsOfBulletin, originsOfSeries } from '../../src/situation/occasions.ts';
import { type Choice, suppliers, suppliersOfGoods } from '../../src/situation/origins.ts';
import { mapOf } from './maps.ts';

const MAP = mapOf(
  {
    'CN/refining/urea → KR/use/solution': { share: 0.9 },
    'CN/refining/graphite → KR/electrodes/anode': { share: 0.9 },
    'JP/materials/resist → KR/fabrication/chip': { share: 0.8, hsCodes: ['370790'] },
    'KR/fabrication/chip → US/use/chip': { share: 0.5 },
    'TW/fabrication/chip → US/use/chip': { share: 0.4 },
    'KR/electrodes/anode → KR/cells/anode': { share: 0.4 },
  },
  { urea: ['310210'], graphite: ['2504'], chip: ['8542'], resist: ['370710'] },
);
MAP.items.urea!.names = { en: 'Urea', ko: '요소', ja: '尿素' };

const chosen = (choice: Choice) => suppliers(MAP, choice).map(placeKey);

test('hs codes: the same goods, one said more finely than the other', () => {
  assert.ok(isSameGoods('3102', '310210') && isSameGoods('310210', '31') && isSameGoods('310210', '310210'));
  assert.ok(!isSameGoods('310210', '310290'));
  assert.ok(!haveCommonGoods([], ['3102']) && haveCommonGoods(['85', '31'], ['310210']));
});

test('origins: by country, stage, key or name of the item, and code', () => {
  assert.deepEqual(chosen({ country: 'CN' }), ['CN/refining/urea', 'CN/refining/graphite']);
  assert.deepEqual(chosen({ item: 'urea' }), ['CN/refining/urea']);
  assert.deepEqual(chosen({ item: ' 요소 ' }), ['CN/refining/urea']);
  assert.deepEqual(chosen({ item: 'ＵＲＥＡ' }), ['CN/refining/urea']);
  assert.deepEqual(chosen({ stage: 'fabrication' }), ['KR/fabrication/chip', 'TW/fabrication/chip']);
  assert.deepEqual(chosen({ hsCodes: ['250410'] }), ['CN/refining/graphite']);
  assert.deepEqual(chosen({ country: 'JP', hsCodes: ['310210'] }), []);
});

test("origins: an edge's own codes go before those of its item", () => {
  assert.deepEqual(chosen({ hsCodes: ['370790'] }), ['JP/materials/resist']);
  assert.deepEqual(chosen({ hsCodes: ['370710'] }), []);
});

test('origins: what is supplied by another of them is an effect, unless its country is named', () => {
  const map = mapOf({
    'CN/mining/ore → CN/refining/salt': { share: 1 },
    'CN/refining/salt → KR/cells/cell': { share: 1 },
  });
  assert.deepEqual(suppliers(map, { hsCodes: [] }), []);
  assert.deepEqual(suppliers(map, {}).map(placeKey), ['CN/mining/ore']);
  assert.equal(suppliers(map, { country: 'CN' }).length, 2);
});

const SECTOR = { sector: 'batteries' } as const;
const UREA = {
  ...SECTOR,
  names: { en: 'Urea, import price' },
  hsCodes: [],
  dimensions: ['reporter', 'partner'],
};

test('origins of a series: the item, from the partner, else from the reporter, else from all', () => {
  const of = (series: string, indicator: Parameters<typeof originsOfSeries>[2]) =>
    originsOfSeries(MAP, series, indicator).map(placeKey);
  assert.deepEqual(of('UREA_PRICE/KR.CN', UREA), ['CN/refining/urea']);
  const resist = {
    ...SECTOR,
    names: { en: 'Exports' },
    hsCodes: ['370790'],
    dimensions: ['reporter', 'partner'],
  };
  assert.deepEqual(of('RESIST/JP.KR', resist), ['JP/materials/resist']);
  const chips = { ...resist, hsCodes: ['854231'] };
  assert.deepEqual(of('CHIPS/TW.W', chips), ['TW/fabrication/chip']);
  assert.deepEqual(of('CHIPS/W.W', chips), ['KR/fabrication/chip', 'TW/fabrication/chip']);
  assert.deepEqual(of('GOLD/KR.CN', { ...SECTOR, names: { en: 'Gold' }, hsCodes: ['7108'] }), []);
});

const evidence = (series: string) => ({ series }) as Evidence;

test('origins of a bulletin: its items, from where its evidence or its issuer points', () => {
  const of = (items: { name: object; hsCodes: string[] }[], series: string[] = [], issuer?: string) =>
    originsOfBulletin(MAP, { ...SECTOR, items, evidence: series.map(evidence) }, issuer).map(placeKey);
  const chips = [{ name: { en: 'Memory' }, hsCodes: ['8542'] }];
  assert.deepEqual(of(chips, ['CHIPS/KR.TW']), ['TW/fabrication/chip']);
  assert.deepEqual(of(chips, [], 'KR'), ['KR/fabrication/chip']);
  assert.deepEqual(of(chips, [], 'JP').length, 2);
  assert.deepEqual(of([{ name: { ko: '중국산 요소 수출 제한' }, hsCodes: [] }]), ['CN/refining/urea']);
  assert.deepEqual(of([{ name: { en: 'Export of urea stopped' }, hsCodes: [] }]), ['CN/refining/urea']);
  assert.deepEqual(of([{ name: { en: 'Bureaux' }, hsCodes: [] }]), []);
});

test('origins: a name goes before codes, which go before those of other sectors', () => {
  const codes = { neon: ['280429'], helium: ['280429'], radon: ['280429'] };
  const edge = { share: 0.5 };
  const map = mapOf(
    {
      'CN/refining/neon → KR/use/x': edge,
      'QA/refining/helium → KR/use/x': edge,
      'RU/refining/radon → KR/use/x': edge,
    },
    codes,
  );
  map.items.radon!.sector = 'space';
  const of = (texts: string[], sector: Sector) =>
    suppliersOfGoods(map, { texts, hsCodes: ['280429'], sector }).map(({ item }) => item);
  assert.deepEqual(of(['Liquid helium'], 'space'), ['helium']);
  assert.deepEqual(of(['Rare gases'], 'space'), ['radon']);
  assert.deepEqual(of(['Rare gases'], 'batteries'), ['neon', 'helium']);
  assert.deepEqual(of(['Rare gases'], 'ai'), ['neon', 'helium', 'radon']);
});

test('origins of a bulletin: a whole chapter says nothing, and long texts are not read to their end', () => {
  const of = (name: object, hsCodes: string[]) =>
    originsOfBulletin(MAP, { ...SECTOR, items: [{ name, hsCodes }], evidence: [] }, undefined);
  assert.deepEqual(of({ en: 'Anything' }, ['31', '85']), []);
  assert.deepEqual(of({ en: `${'x '.repeat(5000)}urea` }, []), []);
  assert.deepEqual(of({ en: 5, xx: null } as object, []), []);
  const many = Array.from({ length: 50 }, () => ({ name: { en: 'x'.repeat(20_000) }, hsCodes: [] }));
  const before = performance.now();
  assert.deepEqual(originsOfBulletin(MAP, { ...SECTOR, items: many, evidence: [] }, 'CN'), []);
  assert.ok(performance.now() - before < 1000);
});
