import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { linkOf, states, untilStates } from '../helpers/links.ts';
import { enrol, startNodes, type TestNode } from '../helpers/nodes.ts';
import { startTcpProxy, type TcpProxy } from '../helpers/tcp-proxy.ts';
import { until } from '../helpers/until.ts';

/** Seconds within which a cut has to be seen, and a healed link to be up; a loaded machine gets more. */
const SLACK_SECONDS = 10;
const SEEN_SECONDS = 20 + SLACK_SECONDS;
const HEALED_SECONDS = 5 + SLACK_SECONDS;

interface Change {
  readonly direction: string;
  readonly state: string;
  readonly reason: string;
  readonly from: string;
  readonly to?: string;
}

interface Network {
  readonly kr: TestNode;
  readonly jp: TestNode;
  /** What kr sends to jp goes through here, and the other way round. */
  readonly krToJp: TcpProxy;
  readonly jpToKr: TcpProxy;
}

async function connected(t: TestContext): Promise<Network> {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  const [krToJp, jpToKr] = [
    await startTcpProxy(t, jp.federationUrl),
    await startTcpProxy(t, kr.federationUrl),
  ];
  await enrol(kr, jp, krToJp.url);
  await enrol(jp, kr, jpToKr.url);
  await Promise.all([untilStates(kr, jp, 'up/up'), untilStates(jp, kr, 'up/up')]);
  return { kr, jp, krToJp, jpToKr };
}

/** Waits for the states at both nodes, which have to be recorded as begun within so many seconds of `since`. */
async function within(
  { kr, jp }: Network,
  seconds: number,
  since: number,
  due: readonly [atKr: string, atJp: string],
): Promise<void> {
  const links = await Promise.all([untilStates(kr, jp, due[0]), untilStates(jp, kr, due[1])]);
  for (const { peer, inbound, outbound } of links) {
    for (const { since: at, reason } of [inbound, outbound]) {
      const took = (Date.parse(at) - since) / 1000;
      assert.ok(took < seconds, `the link to ${peer} was ${reason} only after ${took} s`);
    }
  }
}

async function healed(network: Network): Promise<void> {
  const at = Date.now();
  for (const proxy of [network.krToJp, network.jpToKr]) proxy.heal();
  await within(network, HEALED_SECONDS, at, ['up/up', 'up/up']);
}

test('links: silence is seen by both sides, and so is its end', async (t) => {
  const network = await connected(t);
  const { kr, jp, krToJp, jpToKr } = network;
  const both = [krToJp, jpToKr];

  await t.test('packets dropped in silence, both ways', async () => {
    const at = Date.now();
    for (const proxy of both) proxy.cut('both');
    await within(network, SEEN_SECONDS, at, ['down/down', 'down/down']);
    for (const link of [await linkOf(kr, jp), await linkOf(jp, kr)]) {
      assert.deepEqual([link.inbound.reason, link.outbound.reason], ['no_contact', 'no_contact']);
      assert.deepEqual([link.inbound.lastError?.class, link.inbound.lastError?.side], ['connect', 'network']);
    }
    await healed(network);
  });

  await t.test('calls of one side dropped in silence: both name the same direction', async () => {
    const at = Date.now();
    krToJp.cut('both');
    await within(network, SEEN_SECONDS, at, ['down/up', 'up/down']);
    // Each also knows that the other one sees it so.
    const [atKr, atJp] = await until('no report differs any more', async () => {
      const links = [await linkOf(kr, jp), await linkOf(jp, kr)] as const;
      return links.every(({ differs }) => differs === undefined) && links;
    });
    assert.equal(atKr.inbound.reason, 'no_contact');
    assert.equal(atJp.outbound.reason, 'peer_reports_down');
    assert.deepEqual([atJp.outbound.lastError?.class, atJp.outbound.lastError?.side], ['connect', 'network']);
    assert.equal(atJp.theirReport?.inbound.state, 'down');
    assert.equal(atKr.theirReport?.outbound.state, 'down');
    await healed(network);
  });

  await t.test('only the answers dropped in silence', async () => {
    const at = Date.now();
    jpToKr.cut('to-client');
    await within(network, SEEN_SECONDS, at, ['up/down', 'down/up']);
    await healed(network);
  });
});

// Nodes of their own: a link that is cut five times in five minutes is degraded for that.
test('links: so is a connection that is refused', async (t) => {
  const network = await connected(t);
  const { kr, jp, krToJp, jpToKr } = network;

  await t.test('connections reset', async () => {
    const at = Date.now();
    for (const proxy of [krToJp, jpToKr]) proxy.reset();
    await within(network, SEEN_SECONDS, at, ['down/down', 'down/down']);
    assert.equal((await linkOf(kr, jp)).inbound.lastError?.code, 'peer_unreachable');
    await healed(network);
  });

  await t.test('a node that has ended, and comes back', async () => {
    const before = await linkOf(jp, kr);
    const at = Date.now();
    await jp.stop();
    await untilStates(kr, jp, 'down/down');
    const link = await linkOf(kr, jp);
    assert.ok(Date.parse(link.inbound.since) - at < SEEN_SECONDS * 1000, states(link));
    await jp.start();
    await Promise.all([untilStates(kr, jp, 'up/up'), untilStates(jp, kr, 'up/up')]);
    // What happened while it did not run, it does not claim to know.
    const { changes } = await jp.as('viewer').get<{ changes: Change[] }>(`/links/${kr.id}/history`);
    const inbound = changes.filter(({ direction }) => direction === 'inbound');
    assert.deepEqual(inbound.at(-2)?.reason, 'not_watched');
    assert.deepEqual([inbound.at(-3)?.from, inbound.at(-3)?.state], [before.inbound.since, 'up']);
    assert.ok(Date.parse(inbound.at(-2)?.from ?? '') <= at + 5_000);
    assert.equal(inbound.at(-1)?.to, undefined);
  });
});
