import assert from 'node:assert/strict';
import { existsSync, renameSync } from 'node:fs';
import { test } from 'node:test';
import type { OwnBulletin } from '../../src/bulletin/port.ts';
import { recoverNode } from '../../src/cli/init-recover.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { readFence } from '../../src/log/fence.ts';
import { entriesOf } from '../helpers/audit.ts';
import { arrival, issue, issueReleased, listAll, release, seqOf } from '../helpers/bulletins.ts';
import { enrol, enrolAll, PASSWORD, PLAIN, staff, startNodes } from '../helpers/nodes.ts';
import { untilHeld } from '../helpers/peers.ts';
import { logStateOf, recoveryOf, untilReady } from '../helpers/recovery.ts';
import { refused } from '../helpers/refused.ts';
import { until } from '../helpers/until.ts';

test('lost disk: a node is made anew with its keys, and has its log back from its peers', async (t) => {
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us'], PLAIN);
  await enrolAll([kr, jp, us]);
  const bulletins = [
    await issue(kr),
    await issue(kr, { tlp: 'AMBER', audience: [jp.id] }),
    await issue(kr, { level: 'serious' }),
  ];
  for (const peer of [jp, us]) await untilHeld(peer, kr, 3);
  const before = await entriesOf(kr, kr.origin);
  await kr.stop();
  const lost = `${kr.directory}-lost`;
  renameSync(kr.directory, lost);

  await recoverNode(kr.directory, {
    id: kr.id,
    country: 'KR',
    admin: { name: 'admin', password: PASSWORD },
    now: Date.now(),
    from: lost,
    peers: [jp.id, us.id],
  });
  assert.equal(existsSync(nodePaths(kr.directory).fence), false);

  await t.test(
    'before its peers are enrolled it issues nothing, and waits for those that were named',
    async () => {
      await kr.start();
      await staff(kr);
      const { state, code, held, peers } = await recoveryOf(kr);
      assert.deepEqual([state, code, held], ['recovering', 'fence_missing', 0]);
      assert.deepEqual(
        peers.map(({ node, state: answer }) => [node, answer]),
        [
          [jp.id, 'unasked'],
          [us.id, 'unasked'],
        ],
      );
      assert.equal(await refused(issueReleased(kr, await release(kr))), '503 fence_missing');
    },
  );

  await t.test('with one of two it has its log, and waits for the other', async () => {
    await enrol(kr, us);
    await until('us gave back what it has', async () => (await recoveryOf(kr)).held === 3);
    assert.equal(await logStateOf(kr), 'fence_missing');
    assert.deepEqual((await recoveryOf(kr)).sealed, [1]);
  });

  await t.test('with both it goes on by itself', async () => {
    await enrol(kr, jp);
    await untilReady(kr);
    await until('all are whole', async () => (await recoveryOf(kr)).sealed.length === 0);
    assert.deepEqual(await entriesOf(kr, kr.origin), before);
    assert.equal(readFence(nodePaths(kr.directory).fence).size, 3);
    const own = await listAll<OwnBulletin>(kr, '/bulletins?from=own&state=issued');
    assert.deepEqual(
      own.map(({ content }) => content.id).sort(),
      bulletins.map(({ content }) => content.id).sort(),
    );
    const next = await issue(kr);
    assert.equal(seqOf(next), 3);
    for (const peer of [jp, us]) await arrival(peer, next);
    await arrival(kr, await issue(jp));
  });
});
