import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DetectorSettings,
  detectorsFor,
  parseDetectorSettings,
  statedRules,
} from '../../src/detect/parameters.ts';
import { hasCode } from '../../src/domain/errors.ts';
import type { Indicator } from '../../src/domain/indicator.ts';
import { FREQUENCIES, SETTINGS, SHIPPED, UREA } from './series.ts';

const { episodes } = SETTINGS;
const isInvalid = (error: unknown) => hasCode(error, 'config_invalid');

const names = (indicator: Partial<Indicator>, settings = SETTINGS, series = 'UREA_PRICE/KR.CN') =>
  detectorsFor(settings, { ...UREA, ...indicator }, series).map(({ detector }) => detector.name);

test('parameters: the shipped settings run both channels on every frequency', () => {
  for (const frequency of FREQUENCIES)
    assert.deepEqual(names({ frequency, kind: 'index' }, SHIPPED), ['alert', 'caution']);
});

test('parameters: others run on the kinds and derivations that they are for', () => {
  const share = { kind: 'share', derived: { kind: 'share', of: 'IN', over: 'partner' } } as const;
  const herfindahl = { kind: 'index', derived: { kind: 'herfindahl', of: 'IN', over: 'partner' } } as const;
  const both = ['seasonal-z', 'cusum'];
  assert.deepEqual(names({ kind: 'fx', frequency: 'D' }), [...both, 'novelty']);
  assert.deepEqual(names({ kind: 'volume' }), [...both, 'import-drop']);
  assert.deepEqual(names({ kind: 'share' }), both);
  assert.deepEqual(names(share), [...both, 'supplier-change', 'concentration']);
  assert.deepEqual(names(herfindahl), [...both, 'concentration']);
  assert.deepEqual(names({ derived: { kind: 'divergence', of: 'P', by: 'V' } }), [...both, 'divergence']);
  assert.deepEqual(names({ threshold: { alert: 900 } }), [...both, 'threshold']);
  assert.deepEqual(names({ threshold: { alert: 900 }, harmful: 'both' }), both);
});

test('parameters: those of a series follow from its indicator and its key', () => {
  const of = (indicator: Partial<Indicator>, series: string) =>
    detectorsFor(SETTINGS, { ...UREA, ...indicator }, series).at(-1)?.parameters;
  const share = { kind: 'share', derived: { kind: 'share', of: 'IN', over: 'partner' } } as const;
  assert.equal(of(share, 'IN_SHARE/KR.CN')?.isOfConcern, true);
  assert.equal(of(share, 'IN_SHARE/KR.JP')?.isOfConcern, false);
  assert.equal(of(share, 'IN_SHARE/CN.KR')?.isOfConcern, false);
  const herfindahl = { kind: 'index', derived: { kind: 'herfindahl', of: 'IN', over: 'partner' } } as const;
  assert.equal(of(herfindahl, 'IN_HHI/CN')?.levelAttention, 4000);
  assert.equal(of(share, 'IN_SHARE/KR.CN')?.levelAttention, 65);
  const { side, atAlert, atCaution } = of({ harmful: 'down', threshold: { alert: 9 } }, 'STOCK/KR') ?? {};
  assert.deepEqual([side, atAlert, atCaution], ['below', 9, undefined]);
});

test('parameters: a kind has its own on top of those of the frequency, or none', () => {
  const settings = parseDetectorSettings({
    episodes,
    detectors: {
      cusum: { M: { alert: 16, drift: 1 }, byKind: { fx: { M: { alert: 18 }, D: {} }, price: { M: false } } },
      'seasonal-z': { kinds: ['price'], M: {} },
      ewma: { enabled: false, M: {} },
    },
  });
  assert.deepEqual(names({ kind: 'price' }, settings), ['seasonal-z']);
  const [fx] = detectorsFor(settings, { ...UREA, kind: 'fx' }, 'FX/KR');
  assert.deepEqual([fx?.parameters.alert, fx?.parameters.drift, fx?.parameters.clip], [18, 1, 5]);
  assert.deepEqual(names({ kind: 'fx', frequency: 'D' }, settings), ['cusum']);
  assert.deepEqual(names({ kind: 'index', frequency: 'D' }, settings), []);
  assert.deepEqual(
    statedRules(settings).map(({ detector, frequency, kinds }) => [detector.name, frequency, kinds]),
    [
      ['seasonal-z', 'M', ['price']],
      ['cusum', 'M', undefined],
      ['cusum', 'M', ['fx']],
      ['cusum', 'D', ['fx']],
    ],
  );
});

test('parameters: what is wrong for a kind is found with its place', () => {
  const changed = { byKind: { fx: { M: { alert: 3 } } }, M: {} };
  const { error } = DetectorSettings.safeParse({ episodes, detectors: { cusum: changed } });
  assert.deepEqual(
    error?.issues.map(({ path }) => path.join('.')),
    ['detectors.cusum.byKind.fx.M'],
  );
});

test('parameters: a detector that is left out does not run, and a parameter has its default', () => {
  const settings = parseDetectorSettings({ episodes, detectors: { cusum: { M: { alert: 16 } } } });
  assert.deepEqual(names({ frequency: 'D' }, settings), []);
  const [only] = detectorsFor(settings, UREA, 'UREA_PRICE/W.W');
  assert.equal(only?.detector.name, 'cusum');
  assert.deepEqual([only?.parameters.alert, only?.parameters.window], [16, 60]);
});

for (const [title, value] of [
  ['nothing', undefined],
  ['no episodes for a frequency', { episodes: { M: episodes.M }, detectors: {} }],
  ['an unknown detector', { episodes, detectors: { oracle: { M: {} } } }],
  ['an unknown parameter', { episodes, detectors: { cusum: { M: { speed: 3 } } } }],
  ['an unknown frequency', { episodes, detectors: { cusum: { H: {} } } }],
  ['thresholds that do not rise', { episodes, detectors: { cusum: { M: { alert: 3 } } } }],
  ['an unknown kind', { episodes, detectors: { cusum: { kinds: ['mood'], M: {} } } }],
  ['an unknown derivation', { episodes, detectors: { cusum: { derived: ['mood'], M: {} } } }],
  [
    'an unknown parameter of a kind',
    { episodes, detectors: { cusum: { byKind: { fx: { M: { speed: 3 } } } } } },
  ],
  ['an alert of a slow detector', { episodes, detectors: { volatility: { M: { alert: 9 } } } }],
  ['a memory that evidence cannot hold', { episodes, detectors: { cusum: { W: { window: 1980 } } } }],
] as const) {
  test(`parameters: refuses ${title}`, () => {
    assert.throws(() => parseDetectorSettings(value), isInvalid);
  });
}
