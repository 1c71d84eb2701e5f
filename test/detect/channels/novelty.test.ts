import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Novelty } from '../../../src/detect/channels/novelty.ts';
import { seeded } from '../../../src/replay/random.ts';

/** A day of readings that comes again, with some noise. */
function daily(length: number, seed: number): number[] {
  const random = seeded(seed);
  return Array.from({ length }, (_, at) => 50 + 20 * Math.sin((2 * Math.PI * at) / 288) + random());
}

function scores(values: readonly number[], direction: 'up' | 'down' | 'both' = 'both') {
  const novelty = new Novelty(direction);
  return values.map((value) => novelty.step(value));
}

test('novelty: what comes again every day is nothing new, a value unlike all before is', () => {
  const values = daily(2000, 4);
  values[1500] = 120;
  const said = scores(values);
  assert.ok(said[1500]! > 5);
  const others = said.slice(600).filter((score, at) => at + 600 !== 1500 && (score ?? 0) > 3);
  assert.deepEqual(others, []);
});

test('novelty: a level at which only the mean has never been is seen by the mean', () => {
  // Between two values that both are usual, but never for long.
  const random = seeded(8);
  const values = Array.from({ length: 1200 }, (_, at) =>
    at < 1100 ? (random() < 0.5 ? 0 : 100) + random() : 100 + random(),
  );
  assert.ok(
    Math.max(
      ...scores(values)
        .slice(1100)
        .map((score) => score ?? 0),
    ) > 1,
  );
});

test('novelty: for a hundred readings only a larger score passes', () => {
  const values = daily(2000, 5);
  // Each is far from all before, and the last one nearer than the two.
  [values[1500], values[1540], values[1550]] = [120, 220, 170];
  const said = scores(values);
  assert.ok(said[1500]! > 0 && said[1540]! > said[1500]!);
  assert.equal(said[1550], 0);
});

test('novelty: only the harmful direction counts', () => {
  const values = daily(1600, 6);
  values[1500] = -40;
  assert.equal(scores(values, 'up')[1500], 0);
  assert.ok(scores(values, 'down')[1500]! > 5);
});

test('novelty: says nothing while there is too little history', () => {
  const said = scores(daily(600, 7));
  const first = said.findIndex((score) => score !== undefined);
  assert.ok(first >= 300 && first < 340, String(first));
});
