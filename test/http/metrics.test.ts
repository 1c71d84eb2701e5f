import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createEvents } from '../../src/events/events.ts';
import { buildMetricsServer } from '../../src/http/metrics/server.ts';
import type { EwsNode } from '../../src/node.ts';
import { refusal } from './agency.ts';

const TOKEN = 'a-token-of-some-forty-characters-000000000';
const folder = mkdtempSync(join(tmpdir(), 'ews-metrics-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'node.db'), 'x'.repeat(10));
writeFileSync(join(folder, 'node.db-wal'), 'x'.repeat(5));

const CONTACTS = [
  { node: 'jp.ews.example', lastSuccessAt: 5_000, freshAt: 4_000, clockOffsetMs: -1_500 },
  { node: 'us.ews.example', lastSuccessAt: 7_000, freshAt: undefined, clockOffsetMs: 9 },
];

/** A node of which only what the gauges read is there. */
function open(token: string | undefined, logState = 'ready') {
  const peers = [
    { node: 'jp.ews.example', state: 'active' },
    { node: 'us.ews.example', state: 'suspended' },
  ];
  const events = createEvents({ level: 'silent', node: 'kr.ews.example' });
  const node = {
    config: {
      ...{ paths: { data: folder }, secrets: { metricsToken: token } },
      ...{ node: { country: 'KR' }, budget: { draftsPerWorkingDay: 5 } },
    },
    events,
    stores: {
      // Twice today, once on the day before.
      signals: { countQueued: async () => 17, signalsJudged: async () => [-1e9, 900, 950] },
      bulletins: { countWaiting: async () => ({ draft: 2, 'in-review': 1 }) },
      peers: { peers: async () => peers, contacts: async () => CONTACTS, uncheckedCount: async () => 3 },
      checkpoints: { forks: async () => [{}] },
    },
    sources: {
      status: async () => [
        { settings: { name: 'prices' }, lastSuccessAt: 3_000, failingSince: 4_000 },
        { settings: { name: 'volumes' }, lastSuccessAt: 6_000, failingSince: undefined },
      ],
    },
    log: { head: () => ({ size: 9 }), state: { state: logState } },
    keys: { keys: { statements: [] } },
    wall: { now: () => 1_000 },
    business: { now: () => 1_000 },
  } as unknown as EwsNode;
  return { app: buildMetricsServer(node), events, peers };
}

test('metrics: shows counts and the state of the node', async () => {
  const { app, events } = open(undefined);
  events.signedIn({ name: 'a.kim' });
  const answer = await app.inject('/metrics');
  assert.equal(answer.statusCode, 200);
  assert.match(answer.headers['content-type'] as string, /^text\/plain; version=0\.0\.4/);
  const lines = answer.body.split('\n');
  for (const line of [
    'ews_sign_ins_total{result="accepted"} 1',
    'ews_log_size 9',
    'ews_log_writable 1',
    'ews_forked_logs 1',
    'ews_peer_unchecked_entries{peer="jp.ews.example"} 3',
    'ews_bulletins_waiting{state="draft"} 2',
    'ews_bulletins_waiting{state="in-review"} 1',
    'ews_signal_queue 17',
    'ews_signal_queue_cut_off 14',
    'ews_peers{state="active"} 1',
    'ews_peers{state="suspended"} 1',
    'ews_peer_last_success_timestamp_seconds{peer="jp.ews.example"} 5',
    'ews_peer_fresh_timestamp_seconds{peer="jp.ews.example"} 4',
    'ews_peer_clock_offset_seconds{peer="jp.ews.example"} -1.5',
    'ews_database_bytes{file="node.db"} 15',
  ]) {
    assert.ok(lines.includes(line), `${line} in\n${answer.body}`);
  }
  assert.doesNotMatch(answer.body, /us\.ews\.example/);
  assert.match(answer.body, /^ews_disk_free_bytes [1-9]/m);
});

test('metrics: a node that refuses to issue shows it, and a peer that is suspended falls silent', async () => {
  const { app, peers } = open(undefined, 'refused');
  assert.match((await app.inject('/metrics')).body, /^ews_log_writable 0$/m);
  for (const peer of peers) peer.state = 'suspended';
  assert.doesNotMatch((await app.inject('/metrics')).body, /jp\.ews\.example/);
});

test('metrics: asks for its token, where it has one', async () => {
  const { app } = open(TOKEN);
  for (const authorization of [undefined, TOKEN, 'Bearer ', `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`]) {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await app.inject({ url: '/metrics', headers });
    assert.deepEqual(refusal(answer), [401, 'unauthenticated']);
    assert.doesNotMatch(answer.body, /ews_/);
  }
  const headers = { authorization: `Bearer ${TOKEN}` };
  assert.equal((await app.inject({ url: '/metrics', headers })).statusCode, 200);
});

test('metrics: there is nothing else', async () => {
  const { app } = open(undefined);
  for (const url of ['/', '/metrics/x', '/health/ready', '/api/v1/node']) {
    assert.deepEqual(refusal(await app.inject(url)), [404, 'not_found']);
  }
  const posted = await app.inject({ method: 'POST', url: '/metrics' });
  assert.deepEqual(refusal(posted), [404, 'not_found']);
});
