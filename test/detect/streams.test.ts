import assert from 'node:assert/strict';
import { test } from 'node:test';
import { threshold } from '../../src/detect/detectors/threshold.ts';
import { Streams } from '../../src/detect/streams.ts';
import { pointsOf, UREA } from './series.ts';

test('streams: parameters that follow from the indicator are those of this moment', () => {
  const streams = new Streams(10);
  const [series, points] = ['UREA_PRICE/W.W', pointsOf('M', [700, 800, 900], 24_260)];
  const levelsBy = (atAlert: number, upTo = 3) => {
    const parameters = threshold.parameters.parse({ atAlert });
    const create = () => threshold.stream(parameters, UREA);
    const steps = streams.run(series, parameters as never, create, points.slice(0, upTo));
    return steps.map(({ level }) => level);
  };
  assert.deepEqual(levelsBy(750, 2), [undefined, 'alert']);
  assert.deepEqual(levelsBy(750), [undefined, 'alert', 'alert']);
  assert.deepEqual(levelsBy(850), [undefined, undefined, 'alert']);
});
