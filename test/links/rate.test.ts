import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createRate } from '../../src/links/rate.ts';

it('rate: bounds each caller by itself, and forgets', () => {
  const rate = createRate(2, 1000);
  const allowed = (caller: string, ...times: number[]) => times.map((now) => rate.allows(caller, now));
  assert.deepEqual(allowed('a', 0, 1, 2, 999), [true, true, false, false]);
  assert.deepEqual(allowed('b', 3), [true]);
  assert.deepEqual(allowed('a', 1000, 1001, 1002), [true, true, false]);
});
