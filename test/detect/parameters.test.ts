import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectorsFor, parseDetectorSettings } from '../../src/detect/parameters.ts';
import { hasCode } from '../../src/domain/errors.ts';
import { FREQUENCIES, SETTINGS } from './series.ts';

const { episodes } = SETTINGS;
const isInvalid = (error: unknown) => hasCode(error, 'config_invalid');

test('parameters: the shipped settings run both detectors on every frequency', () => {
  for (const frequency of FREQUENCIES) {
    assert.deepEqual(
      detectorsFor(SETTINGS, frequency).map(({ detector }) => detector.name),
      ['seasonal-z', 'cusum'],
    );
  }
});

test('parameters: a detector that is left out does not run, and a parameter has its default', () => {
  const settings = parseDetectorSettings({ episodes, detectors: { cusum: { M: { alert: 16 } } } });
  assert.deepEqual(detectorsFor(settings, 'D'), []);
  const [only] = detectorsFor(settings, 'M');
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
  ['a memory that evidence cannot hold', { episodes, detectors: { cusum: { W: { window: 1980 } } } }],
] as const) {
  test(`parameters: refuses ${title}`, () => {
    assert.throws(() => parseDetectorSettings(value), isInvalid);
  });
}
