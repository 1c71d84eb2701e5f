import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { OwnBulletin } from '../../src/bulletin/port.ts';
import { toBase64 } from '../../src/domain/bytes.ts';
import { logPathName, PATHS } from '../../src/federation/protocol.ts';
import { parseCheckpoint } from '../../src/log/checkpoint.ts';
import { parseNote } from '../../src/log/note.ts';
import { arrival, issue, type OwnDetail, pathOf, seqOf } from '../helpers/bulletins.ts';
import { pullOf, send, signerOf, tokenFor } from '../helpers/by-hand.ts';
import { linkOf, untilStates } from '../helpers/links.ts';
import { enrol, enrolAll, PLAIN, startNodes, type TestNode } from '../helpers/nodes.ts';
import { statusOf, untilHeld } from '../helpers/peers.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';
import { until } from '../helpers/until.ts';

/** Enrols a peer by its fingerprint alone, through peers that have it enrolled. */
async function enrolVia(node: TestNode, peer: TestNode, ...via: TestNode[]): Promise<void> {
  await node.as('operator').send('POST', '/peers', {
    node: peer.id,
    via: via.map(({ id }) => id),
    fingerprint: peer.fingerprint,
  });
}

/** Three nodes of which two reach one another through proxies. */
async function threeNodes(t: TestContext) {
  const nodes = await startNodes(t, ['kr', 'jp', 'us'], PLAIN);
  const { kr, jp, us } = nodes;
  const proxies = [await startTcpProxy(t, jp.federationUrl), await startTcpProxy(t, kr.federationUrl)];
  await enrol(kr, jp, proxies[0]?.url);
  await enrol(jp, kr, proxies[1]?.url);
  for (const node of [kr, jp]) await enrolAll([node, us]);
  return { ...nodes, proxies };
}

/** How a bulletin fares at a peer, as its issuer says. */
async function deliveryAt(
  issuer: TestNode,
  bulletin: OwnBulletin,
  peer: TestNode,
): Promise<string | undefined> {
  const { deliveries } = await issuer.as('viewer').get<OwnDetail>(pathOf(bulletin.content.id));
  return deliveries?.find((each) => each.peer === peer.id)?.state;
}

const pathTo = async (node: TestNode, peer: TestNode) => (await linkOf(node, peer)).inbound;

test('relay: two of three nodes are cut off from one another', async (t) => {
  const { kr, jp, us, proxies } = await threeNodes(t);
  await arrival(kr, await issue(jp));
  assert.equal((await pathTo(kr, jp)).path, 'direct');
  for (const proxy of proxies) proxy.reset();

  const sealed = await issue(jp, { tlp: 'RED', audience: [kr.id], headline: { en: 'For Korea alone' } });
  const green = await issue(jp);

  await t.test('what one of them issues reaches the other through the third, verified', async () => {
    const amber = await issue(jp, { tlp: 'AMBER', audience: [kr.id, us.id] });
    for (const bulletin of [green, amber]) {
      const arrived = await arrival(kr, bulletin);
      assert.deepEqual(arrived.content, bulletin.content);
    }
    assert.equal((await pathTo(kr, jp)).path, `via ${us.id}`);
    await untilStates(kr, jp, 'down/down');
    // The origin's own word that it is alive comes along.
    const { checkpointAgeSeconds = 99, path } = await pathTo(kr, jp);
    assert.ok(checkpointAgeSeconds < 60, `${checkpointAgeSeconds} s`);
    assert.equal(path, `via ${us.id}`);
  });

  await t.test('what is sealed for the relay is held sealed, and named as that', async () => {
    assert.equal(await kr.as('viewer').find(pathOf(sealed.content.id)), undefined);
    const { unconfirmed, counts } = await statusOf(kr, jp);
    assert.deepEqual([unconfirmed, counts.sealed, counts.refused], [1, 1, 0]);
  });

  await t.test('what its cursor names as missing counts at the issuer as not received', async () => {
    const read = await fetch(`${jp.federationUrl}${PATHS.logs}/${logPathName(jp.origin)}/checkpoint`);
    const { size, root } = parseCheckpoint(parseNote(await read.text()).text);
    const seq = seqOf(sealed);
    const time = new Date().toISOString();
    const cursor = await signerOf(kr).signCursor({
      v: 1,
      node: kr.id,
      log: jp.origin,
      size,
      root: toBase64(root),
      missing: [[seq, seq + 1]],
      time,
    });
    const pull = { ...(await pullOf(kr, jp)), cursor };
    assert.equal((await send(jp, { ...pull, token: await tokenFor(kr, jp, pull) })).status, 200);
    assert.equal(await deliveryAt(jp, sealed, kr), 'waiting');
    assert.equal(await deliveryAt(jp, green, kr), 'received');
  });

  await t.test('healed, they go back to the direct way by themselves, and the sealed is opened', async () => {
    for (const proxy of proxies) proxy.heal();
    const opened = await arrival(kr, sealed);
    assert.deepEqual(opened.content, sealed.content);
    await until('the path is direct again', async () => (await pathTo(kr, jp)).path === 'direct');
    const { unconfirmed, counts } = await statusOf(kr, jp);
    assert.deepEqual([unconfirmed, counts.sealed, counts.refused], [0, 0, 0]);
    await arrival(kr, await issue(jp));
    await untilStates(kr, jp, 'up/up');
    assert.equal(await deliveryAt(jp, sealed, us), 'outside');
    await until('it counts as received', async () => (await deliveryAt(jp, sealed, kr)) === 'received');
  });

  await t.test('a peer that leaves is not exchanged with, and comes back under its fingerprint', async () => {
    await kr.as('operator').send('PATCH', `/peers/${jp.id}`, { state: 'left' });
    const { held, peer } = await statusOf(kr, jp);
    assert.equal(peer.state, 'left');
    const meanwhile = await issue(jp);
    await arrival(us, meanwhile);
    await until('its requests are refused', () =>
      kr.log().some(({ event, code }) => event === 'peerRefused' && code === 'peer_unknown'),
    );
    assert.equal((await statusOf(kr, jp)).held, held);
    const resumed = kr.as('operator').send('PATCH', `/peers/${jp.id}`, { state: 'active' });
    await assert.rejects(resumed, /wrong_state/);
    await enrol(kr, jp);
    await arrival(kr, meanwhile);
  });
});

test('relay: a chain of four, each of which reaches its neighbours alone', async (t) => {
  const { kr, us, jp, tw } = await startNodes(t, ['kr', 'us', 'jp', 'tw'], {
    config: { log: { level: 'debug' } },
  });
  for (const pair of [
    [kr, us],
    [us, jp],
  ])
    await enrolAll(pair);
  await enrolVia(kr, jp, us);

  await t.test('the fourth joins while the three run, and is enrolled by fingerprint and route', async () => {
    await enrolAll([jp, tw]);
    await enrolVia(us, tw, jp);
    await enrolVia(kr, tw, us);
    const bulletin = await issue(tw);
    assert.deepEqual((await arrival(kr, bulletin)).content, bulletin.content);
    const { inbound } = await until('the link says how it comes', async () => {
      const link = await linkOf(kr, tw);
      return link.inbound.state === 'up' && link;
    });
    assert.equal(inbound.path, `via ${us.id}`);
  });

  await t.test('another fingerprint, or a node that the route does not know, is refused', async () => {
    const ask = (node: string, fingerprint: string) =>
      jp.as('operator').send('POST', '/peers', { node, via: [us.id], fingerprint });
    await assert.rejects(ask(kr.id, tw.fingerprint), /fingerprint_mismatch/);
    await assert.rejects(ask('xx.ews.example', tw.fingerprint), /404/);
  });

  await t.test('its log is cosigned here, and nobody tries to tell one that has no address', async () => {
    const of = (name: string) => kr.log().filter(({ event, log }) => event === name && log === tw.origin);
    await until('it is cosigned', () => of('checkpointCosigned').length > 0);
    assert.deepEqual(of('cosignatureFailed'), []);
  });

  await t.test('it can be given an address, at which it has to be itself', async () => {
    const move = (url: string) => kr.as('operator').send('PATCH', `/peers/${tw.id}`, { url });
    await assert.rejects(move(jp.federationUrl), /fingerprint_mismatch|node_document_invalid/);
    await enrol(tw, kr);
    await move(tw.federationUrl);
    await untilHeld(kr, tw, 1);
    await until('the path is direct', async () => (await pathTo(kr, tw)).path === 'direct');
    await arrival(kr, await issue(tw));
  });
});
