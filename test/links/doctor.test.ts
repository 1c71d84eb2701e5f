import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import type { Peer } from '../../src/federation/port.ts';
import { createDoctor, type DoctorParts } from '../../src/links/doctor.ts';
import { probe } from '../../src/net/probe.ts';

const doctor = createDoctor({ probe, steady: { now: () => performance.now() } } as unknown as DoctorParts);

async function examined(url: string): Promise<string[]> {
  const { steps } = await doctor.examine({ node: 'jp.ews.example', url } as Peer);
  return steps.slice(0, 4).map(({ step, outcome }) => `${step} ${outcome}`);
}

test('doctor: a name that nobody knows ends the way', async () => {
  assert.deepEqual(await examined('https://does-not-exist.invalid'), [
    'name failed',
    'connect skipped',
    'tls skipped',
    'identity skipped',
  ]);
});

test('doctor: something that does not speak TLS ends the way', async (t) => {
  const server = createServer((socket) => socket.on('error', () => undefined).end('no TLS\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  const due = ['connect passed', 'tls failed', 'identity skipped'];
  assert.deepEqual(await examined(`https://127.0.0.1:${port}`), ['name skipped', ...due]);
  assert.deepEqual(await examined(`https://localhost:${port}`), ['name passed', ...due]);
});
