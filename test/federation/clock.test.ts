import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEADERS } from '../../src/federation/protocol.ts';
import { arrival, issue } from '../helpers/bulletins.ts';
import { hintOf, send, tokenFor } from '../helpers/by-hand.ts';
import { untilStates } from '../helpers/links.ts';
import { enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { statusOf } from '../helpers/peers.ts';
import { until } from '../helpers/until.ts';

const OFF_SECONDS = 600;
/** What a loaded machine may add to a measured offset. */
const SLACK_SECONDS = 60;

test('clock: nodes whose clocks are ten minutes off', async (t) => {
  const off = (seconds: number) => ({ config: { clock: { wallOffsetSeconds: seconds } } });
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us'], {
    of: { jp: off(OFF_SECONDS), us: off(-OFF_SECONDS) },
  });
  const nodes = [kr, jp, us];
  const ahead = new Map<TestNode, number>([
    [kr, 0],
    [jp, OFF_SECONDS],
    [us, -OFF_SECONDS],
  ]);
  const pairs = nodes.flatMap((node) =>
    nodes.filter((peer) => peer !== node).map((peer) => ({ node, peer })),
  );
  await enrolAll(nodes);

  await t.test('bulletins go both ways, whosever clock is off', async () => {
    for (const issuer of nodes) {
      const bulletin = await issue(issuer);
      for (const peer of nodes) {
        if (peer !== issuer) assert.deepEqual((await arrival(peer, bulletin)).content, bulletin.content);
      }
    }
  });

  await t.test('each node says of the others by how much their clocks differ from its own', async () => {
    for (const { node, peer } of pairs) {
      const { contact, clockDegraded } = await until(`${node.id} has measured ${peer.id}`, async () => {
        const status = await statusOf(node, peer);
        return status.contact?.clockOffsetMs !== undefined && status;
      });
      const due = (ahead.get(peer) ?? 0) - (ahead.get(node) ?? 0);
      const seconds = (contact?.clockOffsetMs ?? 0) / 1000;
      assert.ok(Math.abs(seconds - due) < SLACK_SECONDS, `${node.id}: ${peer.id} is ${seconds} s ahead`);
      assert.equal(clockDegraded, true);
    }
  });

  await t.test('the links work, as degraded for the clock, and reports are taken on both sides', async () => {
    for (const { node, peer } of pairs) {
      const link = await untilStates(node, peer, 'degraded/degraded');
      assert.deepEqual([link.inbound.reason, link.outbound.reason], ['clock', 'peer_reports_degraded']);
      // Ages, not times: what the peer says is put on the clock here.
      const since = Date.parse(link.theirReport?.inbound.since ?? '') - (ahead.get(node) ?? 0) * 1000;
      assert.ok(Math.abs(Date.now() - since) < 2 * SLACK_SECONDS * 1000);
      assert.ok((link.inbound.checkpointAgeSeconds ?? -1) >= 0);
      assert.ok((link.inbound.checkpointAgeSeconds ?? 999) < SLACK_SECONDS);
    }
    const { steps } = await kr
      .as('operator')
      .send<{ steps: { step: string; outcome: string }[] }>('POST', `/links/${jp.id}/doctor`);
    assert.deepEqual(
      steps.filter(({ outcome }) => outcome === 'failed').map(({ step }) => step),
      ['clock'],
    );
  });

  await t.test('a node that does not know the clocks yet logs whose differ, and goes on', async () => {
    await kr.stop();
    const bulletins = [await issue(jp), await issue(us)];
    const logged = kr.log().length;
    await kr.start();
    for (const bulletin of bulletins) await arrival(kr, bulletin);
    for (const peer of [jp, us]) {
      const line = await until(`kr logs the clock of ${peer.id}`, () =>
        kr
          .log()
          .slice(logged)
          .find(({ event, peer: whose }) => event === 'clockOff' && whose === peer.id),
      );
      assert.ok(Math.abs(Number(line.offsetMs) / 1000 - (ahead.get(peer) ?? 0)) < SLACK_SECONDS);
    }
  });

  await t.test('a refusal for the time names both clocks, and the answer carries its own', async () => {
    for (const [to, due] of [
      [jp, -OFF_SECONDS],
      [us, OFF_SECONDS],
    ] as const) {
      const hint = await hintOf(kr, 0);
      const before = Date.now();
      const refusal = await send(to, { ...hint, token: await tokenFor(kr, to, hint) });
      assert.deepEqual([refusal.status, refusal.code], [401, 'token_clock']);
      const { callerTime, ourTime, differenceSeconds } = refusal.problem;
      const [caller, ours] = [Date.parse(String(callerTime)), Date.parse(String(ourTime))];
      assert.ok(Math.abs(caller - before) < SLACK_SECONDS * 1000);
      assert.ok(Math.abs(ours - before + due * 1000) < SLACK_SECONDS * 1000);
      assert.ok(Math.abs(Number(differenceSeconds) - due) < SLACK_SECONDS);
      const received = Number(refusal.headers.get(HEADERS.received));
      assert.ok(Math.abs(received - ours) < SLACK_SECONDS * 1000);

      // Dated by the clock of the one that is asked, the same request is taken.
      const iat = Math.floor(ours / 1000);
      const dated = await tokenFor(kr, to, hint, { iat, exp: iat + 60 });
      assert.equal((await send(to, { ...hint, token: dated })).status, 204);
    }
  });
});
