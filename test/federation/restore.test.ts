import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { OwnBulletin, PeerBulletin } from '../../src/bulletin/port.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { toBase64 } from '../../src/domain/bytes.ts';
import { readFence } from '../../src/log/fence.ts';
import { createOutgoing } from '../../src/net/outgoing.ts';
import { auditLog } from '../../src/verify/audit-log.ts';
import { entriesOf } from '../helpers/audit.ts';
import {
  arrival,
  draft,
  issue,
  issueReleased,
  listBulletins,
  pathOf,
  release,
  seqOf,
} from '../helpers/bulletins.ts';
import { enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { statusOf, untilError, untilHeld } from '../helpers/peers.ts';
import { untilReady } from '../helpers/recovery.ts';
import { refused } from '../helpers/refused.ts';

const outgoing = createOutgoing({ allowHttp: false });
after(() => outgoing.close());

test('restore: a database from a backup, and a fence that knows better', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  await enrolAll([kr, jp]);
  const { data, fence } = nodePaths(kr.directory);
  const kept = (name: string) => join(kr.directory, `kept-${name}`);
  /** Keeps the data folder and the fence of the stopped node under a name. */
  const keep = (name: string) => {
    cpSync(data, join(kept(name), 'data'), { recursive: true });
    cpSync(fence, join(kept(name), 'fence.json'));
  };
  const putBackData = (name: string) => {
    rmSync(data, { recursive: true });
    cpSync(join(kept(name), 'data'), data, { recursive: true });
  };
  const putBackFence = (name: string) => cpSync(join(kept(name), 'fence.json'), fence);

  const fromJp = await issue(jp);
  await arrival(kr, fromJp);
  for (let count = 0; count < 2; count += 1) await issue(kr);
  await kr.stop();
  keep('at two');
  await kr.start();
  for (let count = 0; count < 2; count += 1) await issue(kr);
  await untilHeld(jp, kr, 4);
  const heldBefore = await entriesOf(jp, kr.origin);
  const bulletinsBefore = await listBulletins<PeerBulletin>(jp, '/bulletins?from=peers');
  await kr.stop();
  keep('at four');

  await t.test('a database behind its fence is said to be so, at once and wherever one looks', async () => {
    putBackData('at two');
    await jp.stop();
    await kr.start();
    await requireState(kr, 'fence_ahead');
    assert.ok(kr.log().some(({ event, code }) => event === 'fenceRefused' && code === 'fence_ahead'));
    assert.deepEqual(readFence(fence).size, 4);
  });

  await t.test(
    'it issues nothing and acknowledges nothing; people can go on drafting and reviewing',
    async () => {
      const bulletin = await release(kr);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        assert.equal(await refused(issueReleased(kr, bulletin)), '503 fence_ahead');
      }
      const { life } = await kr.as('viewer').get<OwnBulletin>(pathOf(bulletin.content.id));
      assert.ok(life.state === 'in-review');
      assert.equal(life.approvals.length, 1);
      assert.equal((await draft(kr)).life.state, 'draft');

      const path = `${pathOf(fromJp.content.id)}/acknowledgements`;
      const acknowledging = kr.as('analyst').send('POST', path, { type: 'read' });
      assert.equal(await refused(acknowledging), '503 fence_ahead');
      const { acknowledgements } = await kr
        .as('viewer')
        .get<{ acknowledgements: unknown[] }>(pathOf(fromJp.content.id));
      assert.deepEqual(acknowledgements, []);
      assert.equal((await entriesOf(kr, kr.origin)).length, 2);
    },
  );

  await t.test('an audit sees a whole log, shorter than it was, which says nothing of its age', async () => {
    const { federationUrl: url, fingerprint } = kr;
    const result = await auditLog({ url, fingerprint, outgoing, now: Date.now() });
    assert.deepEqual([result.outcome, result.size, result.sizeAtEnd], ['proven', 2, 2]);
    assert.deepEqual(result.cosignatures, []);
    assert.equal(result.steps.find(({ name }) => name === 'freshness')?.state, 'not-checked');
  });

  await t.test('it has its entries back as soon as its peer answers, and goes on receiving', async () => {
    await jp.start();
    await untilReady(kr);
    assert.equal(readFence(fence).size, 4);
    assert.deepEqual(await entriesOf(kr, kr.origin), heldBefore);
    const { held, counts } = await statusOf(jp, kr);
    assert.deepEqual([held, counts], [4, { verified: 4, sealed: 0, refused: 0 }]);
    assert.deepEqual(await entriesOf(jp, kr.origin), heldBefore);
    assert.deepEqual(await listBulletins(jp, '/bulletins?from=peers'), bulletinsBefore);
    await arrival(kr, await issue(jp));
  });

  await t.test('a missing fence is not made anew while nobody was asked', async () => {
    await Promise.all([kr.stop(), jp.stop()]);
    putBackData('at four');
    renameSync(fence, `${fence}.away`);
    await kr.start();
    await requireRefusing(kr, 'fence_missing');
    await kr.stop();
    assert.equal(existsSync(fence), false);
  });

  await t.test(
    'a fence with another root, another log or no sense is a mismatch, and stays as it is',
    async () => {
      const text = readFileSync(join(kept('at four'), 'fence.json'), 'utf8');
      const right = JSON.parse(text) as { origin: string; size: number; root: string };
      for (const wrong of [
        JSON.stringify({ ...right, root: toBase64(new Uint8Array(32)) }),
        JSON.stringify({ ...right, origin: jp.origin }),
        text.slice(0, 40),
        '',
      ]) {
        writeFileSync(fence, wrong);
        await kr.start();
        await requireRefusing(kr, 'fence_mismatch');
        await kr.kill();
        assert.equal(readFileSync(fence, 'utf8'), wrong);
      }
    },
  );

  await t.test('with an old fence too it cannot know, but its peer does', async () => {
    await jp.start();
    const logged = jp.log().length;
    putBackData('at two');
    putBackFence('at two');
    await kr.start();
    await requireState(kr, 'ready');
    assert.equal(seqOf(await issue(kr)), 2);
    await untilError(jp, kr, 'cursor_ahead', logged);
    for (let count = 0; count < 2; count += 1) await issue(kr);
    await untilError(jp, kr, 'cursor_mismatch', logged);
    assert.deepEqual(await entriesOf(jp, kr.origin), heldBefore);
    assert.deepEqual(
      await listBulletins(jp, `/bulletins?from=peers&issuer=${kr.id}`),
      bulletinsBefore.filter(({ content }) => content.issuer === kr.id),
    );
    await kr.stop();
  });

  await t.test('a database ahead of a fence that it agrees with goes on by itself', async () => {
    putBackData('at four');
    putBackFence('at two');
    await kr.start();
    await requireState(kr, 'ready');
    assert.equal(readFence(fence).size, 4);
    const bulletin = await issue(kr);
    assert.equal(seqOf(bulletin), 4);
    assert.equal(readFence(fence).size, 5);
    await arrival(jp, bulletin);
    assert.deepEqual((await entriesOf(jp, kr.origin)).slice(0, 4), heldBefore);
  });
});

async function requireState(node: TestNode, state: string): Promise<void> {
  const health = (await (await fetch(`${node.agencyUrl}/health/ready`)).json()) as { log: string };
  assert.equal(health.log, state);
  const { log } = await node.as('viewer').get<{ log: { state: string } }>('/node');
  assert.equal(log.state, state);
}

async function requireRefusing(node: TestNode, code: string): Promise<void> {
  await requireState(node, code);
  assert.equal(await refused(issueReleased(node, await release(node))), `503 ${code}`);
}
