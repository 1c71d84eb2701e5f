import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { BREAKS } from './breaks.ts';
import { FAILED_SEEDS } from './failed-seeds.ts';
import { LEAST } from './plan.ts';
import { runSeeds } from './run-seeds.ts';
import type { WorldResult } from './world.ts';

/** Worlds in the tests; `npm run sim` runs as many as one likes. */
const WORLDS = 100;

async function results(seeds: readonly number[], breaks?: string): Promise<Map<number, WorldResult>> {
  const all = new Map<number, WorldResult>();
  await runSeeds({ seeds, breaks, processes: 2 }, (result) => all.set(result.seed, result));
  return all;
}

function assertHolds(result: WorldResult | undefined, seed: number): void {
  const { failure, bulletins = 0, deliveries = 0, faults = 0 } = result ?? {};
  assert.equal(failure, undefined, `seed ${seed}: ${failure?.invariant}: ${failure?.detail}`);
  assert.ok(bulletins >= LEAST.bulletins && deliveries >= LEAST.deliveries && faults >= LEAST.faults);
}

test('simulation: every rule holds in every world, and each world shows enough', async () => {
  const seeds = Array.from({ length: WORLDS }, (_, index) => 1_001 + index);
  const all = await results(seeds);
  for (const seed of seeds) assertHolds(all.get(seed), seed);
});

test('simulation: a seed gives the same world again, in another process and after other worlds', async () => {
  const first = await results([7, 8, 9, 10]);
  const second = await results([10, 7]);
  for (const seed of [7, 10]) assert.deepEqual(second.get(seed), first.get(seed));
  assert.notEqual(first.get(7)?.trace, first.get(8)?.trace);
});

test('simulation: seeds that once failed hold', async () => {
  const seeds = FAILED_SEEDS.map(({ seed }) => seed);
  const all = await results(seeds);
  for (const seed of seeds) assertHolds(all.get(seed), seed);
});

test('simulation: a rule that is broken on purpose is found, and without the break its world holds', async (t) => {
  const whole = await results([...new Set(Object.values(BREAKS).map(({ seed }) => seed))]);
  for (const [name, { seed, invariant }] of Object.entries(BREAKS)) {
    await t.test(name, async () => {
      const broken = await results([seed], name);
      assert.equal(broken.get(seed)?.failure?.invariant, invariant);
      assertHolds(whole.get(seed), seed);
    });
  }
});

test('npm run sim: says in JSON what failed, sums up, and ends with 1', () => {
  const [name, { seed, invariant }] = Object.entries(BREAKS)[0]!;
  const run = new URL('./run.ts', import.meta.url).pathname;
  const args = [run, '--seeds', '1', '--from', String(seed), '--break', name, '--json'];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const [failure, sum] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(status, 1);
  assert.deepEqual(Object.keys(failure), ['seed', 'invariant', 'step']);
  assert.deepEqual([failure.seed, failure.invariant], [seed, invariant]);
  assert.deepEqual(Object.keys(sum), ['from', 'seeds', 'failed', 'deliveries', 'faults', 'seconds']);
  assert.deepEqual([sum.from, sum.seeds, sum.failed], [seed, 1, 1]);
});
