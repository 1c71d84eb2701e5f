import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnBulletin } from '../../src/bulletin/port.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { logOrigin } from '../../src/domain/node-id.ts';
import { readFence } from '../../src/log/fence.ts';
import { createOutgoing } from '../../src/net/outgoing.ts';
import { runEws } from '../cli/run-ews.ts';
import { auditNodes, entriesOf } from '../helpers/audit.ts';
import {
  approveAll,
  arrival,
  issue,
  issueReleased,
  type PeerDetail,
  pathOf,
  seqOf,
} from '../helpers/bulletins.ts';
import { enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { statusOf, untilHeld } from '../helpers/peers.ts';
import {
  keepData,
  logStateOf,
  loseFence,
  putBackData,
  recoveryOf,
  requireLogState,
} from '../helpers/recovery.ts';
import { until } from '../helpers/until.ts';

async function openEpoch(node: TestNode): Promise<{ log: string; previous: { log: string; size: number } }> {
  const { rootKey } = nodePaths(node.directory);
  const ran = await runEws([
    'recover',
    'new-epoch',
    '--dir',
    node.directory,
    '--root',
    rootKey,
    '--reason',
    'JP lost its disk too',
    '--json',
  ]);
  assert.equal(ran.code, 0, ran.stderr);
  return JSON.parse(ran.stdout);
}

/** A document is fetched at most once a minute. */
const FOLLOWED_SECONDS = 90;

test('new epoch: where the end of a log cannot be proven, a later one begins, and peers follow', async (t) => {
  // jp is suspended in the end, and kr publishes another log than the one it was made with.
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us'], { noAudit: ['kr', 'jp'] });
  await enrolAll([kr, jp, us]);
  const first = await issue(kr);
  for (const peer of [jp, us]) await arrival(peer, first);
  await kr.stop();
  keepData(kr, 'early');
  await kr.start();
  const onlyJp = await issue(kr);
  await arrival(jp, onlyJp);
  await Promise.all([kr.stop(), jp.stop()]);
  putBackData(kr, 'early');
  loseFence(kr);
  const later = logOrigin(kr.id, 2);

  await t.test('a node that runs is refused; the root key of another node too', async () => {
    await kr.start();
    await until('us was asked', async () =>
      (await recoveryOf(kr)).peers.some(({ state }) => state === 'answered'),
    );
    await requireLogState(kr, 'fence_missing');
    const { rootKey } = nodePaths(kr.directory);
    const running = await runEws(['recover', 'new-epoch', '--dir', kr.directory, '--root', rootKey]);
    assert.match(running.stderr, /wrong_state/);
    await kr.stop();
    const other = nodePaths(us.directory).rootKey;
    const foreign = await runEws(['recover', 'new-epoch', '--dir', kr.directory, '--root', other]);
    assert.match(foreign.stderr, /fingerprint_mismatch/);
  });

  await t.test('its first entry names the earlier log', async () => {
    const { log, previous } = await openEpoch(kr);
    assert.deepEqual([log, previous.log, previous.size], [later, kr.origin, 2]);
    const fence = readFence(nodePaths(kr.directory).fence);
    assert.deepEqual([fence.origin, fence.size], [later, 1]);
    await kr.start();
    assert.equal(await logStateOf(kr), 'ready');
  });

  await t.test('us follows by itself, and keeps the earlier log', async () => {
    await until('us follows', async () => (await statusOf(us, kr)).peer.origin === later, FOLLOWED_SECONDS);
    await untilHeld(us, kr, 1);
    assert.equal((await entriesOf(us, kr.origin)).length, 2);
    const next = await issue(kr);
    assert.equal(seqOf(next), 1);
    await arrival(us, next);
  });

  await t.test('a bulletin of the earlier log can be updated and acknowledged', async () => {
    const path = `${pathOf(first.content.id)}/acknowledgements`;
    await us.as('analyst').send('POST', path, { type: 'acting' });
    await until('the acknowledgement arrives', async () => {
      const { acknowledgements } = await kr
        .as('viewer')
        .get<{ acknowledgements: unknown[] }>(pathOf(first.content.id));
      return acknowledgements.length === 1;
    });
    const update = await kr
      .as('analyst')
      .send<OwnBulletin>('POST', `${pathOf(first.content.id)}/updates`, { parts: { contact: 'Desk two' } });
    const issued = await issueReleased(kr, await approveAll(kr, update));
    await arrival(us, issued);
    assert.equal((await us.as('viewer').get<PeerDetail>(pathOf(first.content.id))).state, 'updated');
  });

  await t.test('jp, which held more than could be proven, follows too, and keeps that', async () => {
    await jp.start();
    await until('jp follows', async () => (await statusOf(jp, kr)).peer.origin === later, FOLLOWED_SECONDS);
    await untilHeld(jp, kr, 3);
    assert.ok(await jp.as('viewer').find(pathOf(onlyJp.content.id)));
  });

  await t.test('a backup of before the new epoch issues nothing in the earlier log', async () => {
    await kr.stop();
    keepData(kr, 'second epoch');
    putBackData(kr, 'early');
    await kr.start();
    await requireLogState(kr, 'fence_mismatch');
    await kr.stop();
    loseFence(kr);
    await kr.start();
    await until('it is told of the later log', async () => (await logStateOf(kr)) === 'epoch_superseded');
    assert.deepEqual((await recoveryOf(kr)).laterLogs, [later]);
    await kr.stop();
    assert.equal((await openEpoch(kr)).log, logOrigin(kr.id, 3));
    await kr.start();
    assert.equal(seqOf(await issue(kr)), 1);
    await until(
      'us follows again',
      async () => (await statusOf(us, kr)).peer.origin === logOrigin(kr.id, 3),
      FOLLOWED_SECONDS,
    );
  });

  await t.test('audited from outside, the third log is whole', async () => {
    const outgoing = createOutgoing({ allowHttp: false });
    await auditNodes([{ ...kr, origin: logOrigin(kr.id, 3), as: kr.as }, us], outgoing).finally(() =>
      outgoing.close(),
    );
  });
});
