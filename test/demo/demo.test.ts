import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { Summary } from '../../src/demo/report.ts';

const DEMO = join(import.meta.dirname, '..', '..', 'src', 'demo', 'main.ts');

test('demo: three nodes replay, release, exchange and verify; one JSON object and nothing else on standard output', async () => {
  const child = spawn(process.execPath, [DEMO, '--once', '--json', '--until', '2010-12-31'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const [output, progress] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.deepEqual(await exit, [0, null], progress);
  const summary = JSON.parse(output) as Summary;
  assert.equal(output, `${JSON.stringify(summary)}\n`);
  const { nodes, observations, signals, bulletins, deliveries, acknowledged, latencyMs } = summary;
  assert.equal(nodes, 3);
  assert.ok(observations > 3_000 && signals >= bulletins / 2 && bulletins >= 10, output);
  assert.equal(deliveries.offered, 2 * bulletins);
  assert.equal(
    deliveries.verified + deliveries.sealed + deliveries.refused + deliveries.failed,
    deliveries.offered,
  );
  assert.deepEqual([deliveries.refused, deliveries.failed], [0, 0]);
  assert.ok(deliveries.sealed > 0, output);
  // Each verified delivery is read, and some are acted upon.
  assert.ok(acknowledged >= deliveries.verified, output);
  assert.ok(latencyMs.p50 > 0 && latencyMs.p99 >= latencyMs.p50, output);
});

test('demo: says what is wrong with an option, and starts nothing', async () => {
  const child = spawn(process.execPath, [DEMO, '--once', '--until', 'tomorrow'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.deepEqual(await exit, [1, null]);
  assert.equal(output, '');
  assert.match(errors, /tomorrow/);
});
