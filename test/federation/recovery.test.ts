import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnBulletin } from '../../src/bulletin/port.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { readFence } from '../../src/log/fence.ts';
import { entriesOf } from '../helpers/audit.ts';
import {
  arrival,
  issue,
  issueReleased,
  listAll,
  type OwnDetail,
  pathOf,
  release,
  seqOf,
} from '../helpers/bulletins.ts';
import { enrolAll, PLAIN, startNodes } from '../helpers/nodes.ts';
import { untilHeld } from '../helpers/peers.ts';
import { keepData, logStateOf, loseFence, putBackData, recoveryOf, untilReady } from '../helpers/recovery.ts';
import { refused } from '../helpers/refused.ts';
import { until } from '../helpers/until.ts';

test('recovery: an old backup takes its entries back from a peer, with what they say', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  await enrolAll([kr, jp]);
  const fromJp = await issue(jp);
  await arrival(kr, fromJp);
  const first = await issue(kr);
  // In review when the backup is taken, and issued after it.
  const waiting = await release(kr);
  await kr.stop();
  keepData(kr, 'early');
  await kr.start();
  await issueReleased(kr, waiting);
  const serious = await issue(kr, { level: 'serious' });
  await kr.as('analyst').send('POST', `${pathOf(fromJp.content.id)}/acknowledgements`, { type: 'acting' });
  const update = await kr
    .as('analyst')
    .send<OwnBulletin>('POST', `${pathOf(first.content.id)}/updates`, { parts: { contact: 'Desk two' } });
  for (const [person, step] of [
    ['analyst', 'submit'],
    ['approver-1', 'approve'],
  ] as const) {
    const { digest } = update;
    await kr.as(person).send('POST', `${pathOf(update.content.id)}/${step}`, { digest });
  }
  await issueReleased(kr, update);
  await untilHeld(jp, kr, 5);
  const before = await entriesOf(kr, kr.origin);
  const bulletins = await listAll<OwnBulletin>(kr, '/bulletins?from=own');
  await kr.stop();
  putBackData(kr, 'early');

  await t.test('while no peer answers it issues nothing, and says whom it asks', async () => {
    await jp.stop();
    await kr.start();
    await until('jp was asked', async () => {
      const { state, code, peers } = await recoveryOf(kr);
      assert.deepEqual([state, code], ['recovering', 'fence_ahead']);
      return peers.some(
        (peer) => peer.node === jp.id && peer.state === 'failed' && peer.code === 'peer_unreachable',
      );
    });
    assert.equal(await logStateOf(kr), 'fence_ahead');
    assert.equal(await refused(issueReleased(kr, await release(kr))), '503 fence_ahead');
    assert.equal((await entriesOf(kr, kr.origin)).length, 1);
    await jp.start();
  });

  await t.test('it is whole again: entries, bulletins and acknowledgements', async () => {
    const { held, taken, sealed } = await untilReady(kr);
    assert.deepEqual([held, taken, sealed], [5, 4, []]);
    assert.deepEqual(await entriesOf(kr, kr.origin), before);
    assert.equal(readFence(nodePaths(kr.directory).fence).size, 5);
    const restored = await listAll<OwnBulletin>(kr, '/bulletins?from=own');
    for (const { content, life } of bulletins) {
      const now = restored.find((each) => each.content.id === content.id);
      assert.deepEqual(now?.content, content);
      assert.equal(now?.life.state, life.state);
      if (!('issued' in life) || now === undefined || !('issued' in now.life)) continue;
      assert.deepEqual(now.life.issued, life.issued);
    }
    assert.equal((await kr.as('viewer').get<OwnDetail>(pathOf(first.content.id))).life.state, 'updated');
    assert.equal((await kr.as('viewer').get<OwnDetail>(pathOf(serious.content.id))).life.state, 'issued');
    const { acknowledgements } = await kr
      .as('viewer')
      .get<{ acknowledgements: { type: string }[] }>(pathOf(fromJp.content.id));
    assert.deepEqual(
      acknowledgements.map(({ type }) => type),
      ['acting'],
    );
    assert.ok(kr.log().some(({ event, size }) => event === 'logRecovered' && size === 5));
  });

  await t.test('it goes on where it was, and its peer with it', async () => {
    const next = await issue(kr);
    assert.equal(seqOf(next), 5);
    await arrival(jp, next);
    await kr.stop();
    await kr.start();
    assert.equal(await logStateOf(kr), 'ready');
  });

  await t.test('without a fence too, once its peer was asked: twice over', async () => {
    for (let again = 0; again < 2; again += 1) {
      await kr.stop();
      putBackData(kr, 'early');
      loseFence(kr);
      await kr.start();
      await untilReady(kr);
      const next = await issue(kr);
      assert.equal(seqOf(next), 6 + again);
      await arrival(jp, next);
    }
  });
});

test('recovery: what one peer holds sealed, another gives back whole', async (t) => {
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us'], PLAIN);
  await enrolAll([kr, jp, us]);
  await kr.stop();
  keepData(kr, 'empty');
  await kr.start();
  await issue(kr, { tlp: 'AMBER', audience: [jp.id] });
  await issue(kr, { tlp: 'AMBER', audience: [us.id] });
  await issue(kr, { tlp: 'AMBER', audience: [jp.id] });
  for (const peer of [jp, us]) await untilHeld(peer, kr, 3);
  const before = await entriesOf(kr, kr.origin);
  await Promise.all([kr.stop(), jp.stop()]);
  putBackData(kr, 'empty');
  loseFence(kr);

  await t.test('a peer that cannot be asked may hold more: it waits', async () => {
    await kr.start();
    const view = await until('us gave what it has', async () => {
      const now = await recoveryOf(kr);
      return now.held === 3 && now;
    });
    assert.deepEqual([view.state, view.code, view.sealed], ['recovering', 'fence_missing', [0, 2]]);
    await until('it says whom it waits for', async () =>
      kr.log().some(({ event, reasons }) => event === 'recoveryWaiting' && String(reasons).includes(jp.id)),
    );
    assert.equal(await refused(issueReleased(kr, await release(kr))), '503 fence_missing');
  });

  await t.test('killed in the middle, it begins again where it was', async () => {
    await kr.kill();
    await kr.start();
    assert.equal((await recoveryOf(kr)).held, 3);
    assert.equal(await logStateOf(kr), 'fence_missing');
  });

  await t.test('with the other one back, it is whole', async () => {
    await jp.start();
    await untilReady(kr);
    await until('all are whole', async () => (await recoveryOf(kr)).sealed.length === 0);
    assert.deepEqual(await entriesOf(kr, kr.origin), before);
    const own = await listAll<OwnBulletin>(kr, '/bulletins?from=own&state=issued');
    assert.equal(own.length, 3);
    assert.equal(seqOf(await issue(kr)), 3);
  });
});
