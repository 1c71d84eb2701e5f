import assert from 'node:assert/strict';
import { test } from 'node:test';
import { healthRoutes } from '../../src/http/agency/health.ts';
import type { OwnLogState } from '../../src/log/judge-log.ts';
import type { EwsNode } from '../../src/node.ts';
import { refusal } from './agency.ts';
import { openServer } from './servers.ts';

function health(ping: () => Promise<void>, state: OwnLogState = { state: 'ready' }) {
  const node = { stores: { ping }, log: { state } } as unknown as EwsNode;
  return openServer((scope) => healthRoutes(scope, node), { requestsPerMinute: 2 });
}

test('health: both answer without a token, as often as they are asked', async () => {
  const { app } = await health(async () => {});
  for (let n = 0; n < 5; n += 1) {
    assert.deepEqual((await app.inject('/health/live')).json(), { status: 'live' });
    assert.deepEqual((await app.inject('/health/ready')).json(), { status: 'ready', log: 'ready' });
  }
  await app.close();
});

test('health: a database that does not answer makes a node unready, not dead', async () => {
  const { app } = await health(async () => {
    throw new Error('disk of /secret/path');
  });
  const ready = await app.inject('/health/ready');
  assert.deepEqual(refusal(ready), [503, 'unavailable']);
  assert.doesNotMatch(ready.body, /secret/);
  assert.equal((await app.inject('/health/live')).statusCode, 200);
  await app.close();
});

test('health: a log that the fence refuses is told; the node still reads and pulls', async () => {
  const refused = { state: 'refused', code: 'fence_ahead', message: 'restored' } as const;
  const { app } = await health(async () => {}, refused);
  assert.deepEqual((await app.inject('/health/ready')).json(), { status: 'ready', log: 'fence_ahead' });
  await app.close();
});
