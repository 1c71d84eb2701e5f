import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogueFindings } from '../../src/domain/catalogue.ts';
import { derivationOrder } from '../../src/domain/derivation.ts';
import { Derivation, type Indicator } from '../../src/domain/indicator.ts';

const BASE: Indicator = {
  code: 'IMPORTS',
  names: { en: 'Imports', ko: '수입', ja: '輸入' },
  sector: 'batteries',
  hsCodes: ['282520'],
  unit: 'kg',
  frequency: 'M',
  kind: 'volume',
  harmful: 'down',
  grade: 'A',
  source: { publisher: 'Customs', licence: 'CC BY 4.0' },
  tlp: 'CLEAR',
  publicationLagDays: 15,
  dimensions: ['reporter', 'partner'],
};

const derived = (code: string, derivation: Derivation, changed: Partial<Indicator> = {}): Indicator => ({
  ...BASE,
  code,
  derived: derivation,
  ...changed,
});

/** Severity, code and member of everything that is found. */
const found = (...indicators: Indicator[]) =>
  catalogueFindings(indicators).map(({ severity, code, path }) => `${severity} ${code} ${path.join('.')}`);

describe('catalogue: findings', () => {
  it('has none where everything fits', () => {
    const whole = [
      BASE,
      { ...BASE, code: 'VALUE' },
      derived('SHARE', { kind: 'share', of: 'IMPORTS', over: 'partner' }),
      derived('HHI', { kind: 'herfindahl', of: 'IMPORTS', over: 'partner' }, { dimensions: ['reporter'] }),
      derived('TOTAL', { kind: 'sum', of: 'IMPORTS', over: 'partner' }, { dimensions: ['reporter'] }),
      derived('GROWTH', { kind: 'year-on-year', of: 'TOTAL' }, { dimensions: ['reporter'] }),
      derived('PRICE', { kind: 'unit-price', of: 'VALUE', by: 'IMPORTS', factor: 1 }),
      derived('BOTH', { kind: 'sum', of: ['IMPORTS', 'VALUE'] }),
    ];
    assert.deepEqual(found(...whole), []);
    assert.deepEqual(
      derivationOrder(whole.toReversed()).map(({ code }) => code),
      ['BOTH', 'PRICE', 'TOTAL', 'HHI', 'SHARE', 'GROWTH'],
    );
  });

  it('warns of a language without a name', () => {
    assert.deepEqual(found({ ...BASE, names: { en: 'Imports' } }), [
      'warning IMPORTS names.ko',
      'warning IMPORTS names.ja',
    ]);
  });

  it('finds HS codes that no tariff has', () => {
    assert.deepEqual(found({ ...BASE, hsCodes: ['28', '282', '2825', '28252', '2825200', '2825200000'] }), [
      'error IMPORTS hsCodes.1',
      'error IMPORTS hsCodes.3',
      'error IMPORTS hsCodes.4',
    ]);
  });

  it('finds inputs that are not there, each by its place', () => {
    assert.deepEqual(
      found(derived('PRICE', { kind: 'unit-price', of: 'IMPORTS', by: 'NONE', factor: 1 }), BASE),
      ['error PRICE derived.by'],
    );
    assert.deepEqual(found(derived('SUM', { kind: 'sum', of: ['IMPORTS', 'NONE'] }), BASE), [
      'error SUM derived.of.1',
    ]);
  });

  it('finds inputs of another frequency, and days compared with a year before', () => {
    const annual = { ...BASE, frequency: 'A' as const };
    assert.deepEqual(found(annual, derived('GROWTH', { kind: 'year-on-year', of: 'IMPORTS' })), [
      'error GROWTH derived.of',
    ]);
    const daily = { frequency: 'D' as const };
    assert.deepEqual(
      found({ ...BASE, ...daily }, derived('GROWTH', { kind: 'year-on-year', of: 'IMPORTS' }, daily)),
      ['error GROWTH derived.kind'],
    );
  });

  it('finds dimensions that do not fit', () => {
    assert.deepEqual(found(BASE, derived('HHI', { kind: 'herfindahl', of: 'IMPORTS', over: 'partner' })), [
      'error HHI dimensions',
    ]);
    assert.deepEqual(found(BASE, derived('SHARE', { kind: 'share', of: 'IMPORTS', over: 'port' })), [
      'error SHARE derived.over',
    ]);
    const flat = { ...BASE, dimensions: ['partner'] };
    assert.deepEqual(found(flat, derived('HHI', { kind: 'herfindahl', of: 'IMPORTS', over: 'partner' })), [
      'error HHI derived.over',
    ]);
  });

  it('finds circles, and what hangs on them', () => {
    const one = derived('ONE', { kind: 'year-on-year', of: 'TWO' });
    const two = derived('TWO', { kind: 'year-on-year', of: 'ONE' });
    const on = derived('ON', { kind: 'year-on-year', of: 'TWO' });
    assert.deepEqual(found(one, two, on), ['error ONE derived', 'error TWO derived', 'error ON derived']);
    assert.deepEqual(found(derived('SELF', { kind: 'year-on-year', of: 'SELF' })), ['error SELF derived']);
  });

  it('finds a derivation of two indicators that does not fit', () => {
    const price = { ...BASE, code: 'PRICE' };
    const of = (by: string, changed: Partial<Indicator> = {}) =>
      derived('APART', { kind: 'divergence', of: 'PRICE', by }, changed);
    assert.deepEqual(found(BASE, price, of('IMPORTS')), []);
    assert.deepEqual(found(BASE, price, of('NONE')), ['error APART derived.by']);
    const daily = { frequency: 'D' as const };
    assert.deepEqual(found({ ...BASE, ...daily }, { ...price, ...daily }, of('IMPORTS', daily)), [
      'error APART derived.kind',
    ]);
  });

  it('finds stated values that are none, have no side, or lie the wrong way round', () => {
    const stating = (threshold: Indicator['threshold'], harmful: Indicator['harmful']) =>
      found({ ...BASE, threshold, harmful });
    assert.deepEqual(stating({ attention: 90, serious: 30 }, 'down'), []);
    assert.deepEqual(stating({ attention: 30, serious: 90 }, 'up'), []);
    for (const [threshold, harmful] of [
      [{}, 'up'],
      [{ alert: 3 }, 'both'],
      [{ attention: 30, serious: 90 }, 'down'],
      [{ caution: 90, alert: 90 }, 'up'],
    ] as const)
      assert.deepEqual(stating(threshold, harmful), ['error IMPORTS threshold']);
  });

  it('warns of a cadence that is never asked for', () => {
    const growth = derived('GROWTH', { kind: 'year-on-year', of: 'IMPORTS' }, { overdueAfterDays: 9 });
    assert.deepEqual(found(BASE, growth), ['warning GROWTH overdueAfterDays']);
  });
});

describe('catalogue: a derivation', () => {
  it('sums either over a dimension or several indicators', () => {
    const accepted = (value: object) => Derivation.safeParse(value).success;
    assert.ok(accepted({ kind: 'sum', of: 'A1', over: 'partner' }));
    assert.ok(accepted({ kind: 'sum', of: ['A1', 'A2'] }));
    assert.ok(!accepted({ kind: 'sum', of: 'A1' }));
    assert.ok(!accepted({ kind: 'sum', of: ['A1', 'A2'], over: 'partner' }));
    assert.ok(!accepted({ kind: 'sum', of: ['A1'] }));
    assert.ok(!accepted({ kind: 'average', of: 'A1' }));
  });
});
