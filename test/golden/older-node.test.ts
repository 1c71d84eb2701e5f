import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { toBase64url } from '../../src/domain/bytes.ts';
import { entryDigest } from '../../src/log/entry-digest.ts';
import { entriesOf } from '../helpers/audit.ts';
import { issue, listAll } from '../helpers/bulletins.ts';
import { linkOf } from '../helpers/links.ts';
import { startNodes } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';
import { askAgain, kindOf, readRecording, startReplay } from './replay.ts';

/** What a node of that version takes for a line of a page: these members and no others. */
const LINES = ['seq jws', 'seq sealed', 'heartbeat', 'checkpoint consistency'];

for (const name of ['node-35e1aa4.json']) {
  test(`older node: ${name}`, async (t) => {
    const recording = readRecording(name);
    const older = await startReplay(t, recording);
    const { jp } = await startNodes(t, ['jp'], { config: { log: { level: 'debug' } } });
    const origin = 'kr.ews.example/log/1';
    const pages = recording.answered.filter(({ path }) => kindOf(path) === 'entries');
    const lines = pages
      .flatMap(({ answer }) => answer.body.split('\n'))
      .filter((line) => line.startsWith('{"seq"'));
    const entries = lines.map((line) => JSON.parse(line) as { seq: number; jws?: string; sealed?: string });

    await t.test('is enrolled, and all that it has is pulled as it was signed', async () => {
      const { url } = older;
      await jp.as('operator').send('POST', '/peers', { url, fingerprint: recording.fingerprint });
      const held = await until('all entries are held', async () => {
        const list = await entriesOf(jp, origin).catch(() => []);
        return list.length === entries.length && list;
      });
      assert.ok(entries.length >= 4);
      assert.deepEqual(
        held.map(({ seq, digest, sealed }) => ({ seq, digest, sealed })),
        entries.map(({ seq, jws, sealed }) => ({
          seq,
          digest: sealed ?? toBase64url(entryDigest(jws ?? '')),
          sealed: jws === undefined,
        })),
      );
      const received = await listAll(jp, '/bulletins?from=peers');
      assert.equal(received.length, entries.filter(({ jws }) => jws !== undefined).length);
    });

    await t.test('takes every kind of request that it knows, and reports are exchanged', async () => {
      await issue(jp);
      await until('it was told of a new entry', () => older.asked.has('hints'));
      await until(
        'its report is shown',
        async () => (await linkOf(jp, { id: 'kr.ews.example' })).theirReport,
      );
      for (const kind of ['ews-node', 'checkpoint', 'entries', 'link-report'])
        assert.ok(older.asked.has(kind), kind);
      assert.deepEqual(older.refused, []);
      // Its document names no such capability, and it would answer 404. It is cosigned all the same, here.
      await until('its log is cosigned here', () =>
        jp.log().some(({ event, way }) => event === 'checkpointCosigned' && way === 'pull'),
      );
      // Time enough to have posted it.
      await sleep(500);
      assert.ok(!older.asked.has('unknown cosignatures'));
      assert.ok(!jp.log().some(({ event }) => event === 'cosignatureFailed'));
      t.diagnostic(`it was asked: ${[...older.asked].map(([kind, times]) => `${kind} ${times}`).join(', ')}`);
    });

    await t.test('is answered all that it asks', async () => {
      assert.ok(recording.asked.length >= 5);
      for (const exchange of recording.asked) {
        const answer = await askAgain(recording, exchange, jp.federationUrl);
        const body = await answer.text();
        assert.equal(answer.status, exchange.answer.status, `${exchange.path}: ${body}`);
        const due = exchange.answer.headers['content-type'];
        assert.equal(answer.headers.get('content-type') ?? undefined, due, exchange.path);
        if (kindOf(exchange.path) !== 'entries') continue;
        const came = body
          .trimEnd()
          .split('\n')
          .map((line) => Object.keys(JSON.parse(line)).join(' '));
        assert.deepEqual(
          came.filter((members) => !LINES.includes(members)),
          [],
        );
        assert.deepEqual(came, ['seq jws', 'checkpoint consistency']);
      }
    });
  });
}
