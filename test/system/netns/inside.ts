import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOutgoing } from '../../../src/net/outgoing.ts';
import { auditNodes } from '../../helpers/audit.ts';
import { linkOf, states } from '../../helpers/links.ts';
import { enrol, type NodeOptions, type Place, startNodes, type TestNode } from '../../helpers/nodes.ts';
import { type Confirmed, finishAll, issueOne, issueThroughout, requireWhole } from '../../helpers/outcome.ts';
import { patiently } from '../../helpers/patiently.ts';
import { statusOf } from '../../helpers/peers.ts';
import { createRandom, seed } from '../../helpers/random.ts';
import { until } from '../../helpers/until.ts';
import { type Fault, makeFaults, type Nodes } from './faults.ts';
import { AGENCY_PORT, FEDERATION_PORT, makeNetwork, type Network, run } from './network.ts';
import { formatTable, type Result } from './report.ts';

// Run by main.ts in the namespace of the hub.

interface Options {
  readonly prefix: string;
  readonly json: boolean;
  readonly only: string;
  readonly kills: string;
}

const NAMES = ['kr', 'jp', 'us'] as const;
const DISK_BYTES = 96 * 1024 * 1024;
/** How long all of what was issued under a fault may take to arrive. */
const ARRIVAL_SECONDS = 240;

const options = JSON.parse(process.env.EWS_SYSTEM_TEST ?? '{}') as Options;
const results: Result[] = [];
const started = Date.now();

const network = makeNetwork(options.prefix, NAMES);
process.once('exit', () => network.remove());

test(`three nodes in namespaces (EWS_TEST_SEED=${seed})`, async (t) => {
  const outgoing = createOutgoing({ allowHttp: true });
  const of = Object.fromEntries(NAMES.map((name) => [name, optionsOf(name)]));
  const nodes = await startNodes(t, NAMES, { of });
  const all = Object.values(nodes);
  const confirmed = new Map<TestNode, Confirmed>(all.map((node) => [node, new Map()]));
  await enrolAtAddresses(nodes);
  await untilHealed(all);

  /** Whatever happened, all of it is there, once, and everyone can see that. */
  async function audit(): Promise<{ issued: number; held: number }> {
    let issued = 0;
    let held = 0;
    for (const node of all) await patiently(() => finishAll(node));
    for (const node of all) {
      const peers = all.filter((peer) => peer !== node);
      issued += (await requireWhole(node, peers, confirmed.get(node) ?? new Map())).length;
      for (const peer of peers) held += (await statusOf(peer, node)).counts.verified;
    }
    await auditNodes(all, outgoing);
    return { issued, held };
  }

  async function attempt(t: TestContext, name: string, done: string, act: (times: Times) => Promise<void>) {
    const times: Times = {};
    let verdict = 'proven: nothing lost, nothing twice';
    let counts = { issued: 0, held: 0 };
    try {
      await act(times);
      counts = await audit();
    } catch (error) {
      verdict = `FAILED: ${(error as Error).message.split('\n')[0]?.slice(0, 200)}`;
      for (const node of all) for (const line of complaints(node)) t.diagnostic(`${node.id}: ${line}`);
      throw error;
    } finally {
      const result = { name, done, ...times, ...counts, verdict };
      results.push(result);
      t.diagnostic(JSON.stringify(result));
      if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    }
  }

  for (const fault of makeFaults({ network, nodes, after: (end) => t.after(end) }).filter(isWanted)) {
    await t.test(fault.name, (t) =>
      attempt(t, fault.name, fault.done, (times) => suffer(fault, nodes, confirmed, times)),
    );
  }
  const kills = Number(options.kills);
  if (isWanted({ name: 'kill' })) {
    const done = `kill -9 at ${kills} random moments of any node, while all issue and pull (seed ${seed})`;
    await t.test('kill', (t) =>
      attempt(t, 'kill', done, (times) => suffersKills(t, kills, all, confirmed, times)),
    );
  }
  await outgoing.close();
});

test('results', () => {
  const passed = results.every(({ verdict }) => verdict.startsWith('proven'));
  const seconds = Math.round((Date.now() - started) / 1000);
  if (options.json) process.stdout.write(`${JSON.stringify({ passed, seed, seconds })}\n`);
  else
    process.stdout.write(`${formatTable(results)}\n${results.length} faults in ${seconds} s, seed ${seed}\n`);
});

/** The last of what a node has logged that is wrong. */
function complaints(node: TestNode): string[] {
  const lines = node
    .log()
    .filter(({ level }) => Number(level) >= 40 || level === 'warn' || level === 'error');
  return lines.slice(-10).map((line) => JSON.stringify(line));
}

type Times = { -readonly [Key in 'seenSeconds' | 'arrivedSeconds' | 'healedSeconds']?: number };

function isWanted({ name }: { readonly name: string }): boolean {
  return options.only.split(',').some((wanted) => name.startsWith(wanted.trim()));
}

async function suffer(
  fault: Fault,
  nodes: Nodes,
  confirmed: ReadonlyMap<TestNode, Confirmed>,
  times: Times,
): Promise<void> {
  const all = Object.values(nodes);
  const since = Date.now();
  await fault.apply();
  try {
    await Promise.all(
      fault.issuers.map(async (name) => {
        for (let left = fault.bulletins; left > 0; left -= 1)
          await patiently(() => issueOne(nodes[name], confirmed.get(nodes[name]) ?? new Map()));
      }),
    );
    if (fault.seen === undefined) {
      await untilSpread(all);
      times.arrivedSeconds = (Date.now() - since) / 1000;
    } else {
      await fault.seen();
      times.seenSeconds = (Date.now() - since) / 1000;
    }
  } finally {
    await fault.heal();
  }
  const healing = Date.now();
  await untilHealed(all);
  times.healedSeconds = (Date.now() - healing) / 1000;
}

async function suffersKills(
  t: TestContext,
  kills: number,
  all: readonly TestNode[],
  confirmed: ReadonlyMap<TestNode, Confirmed>,
  times: Times,
): Promise<void> {
  const random = createRandom(seed);
  const done = new AbortController();
  const streams = all.map((node) => issueThroughout(node, confirmed.get(node) ?? new Map(), done.signal));
  const broken = Promise.all(streams);
  broken.catch(() => undefined);
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const node = all[Math.floor(random() * all.length)] ?? all[0];
      await sleep(500 * random());
      await node?.kill();
      await node?.start();
    }
  } finally {
    done.abort();
  }
  await broken;
  const healing = Date.now();
  await untilHealed(all);
  times.healedSeconds = (Date.now() - healing) / 1000;
  t.diagnostic(
    `${[...confirmed.values()].reduce((sum, each) => sum + each.size, 0)} bulletins were confirmed in all`,
  );
}

/** All links work and everyone holds everything. */
async function untilHealed(all: readonly TestNode[]): Promise<void> {
  for (const { node, peer } of pairs(all)) {
    await until(
      `${node.id} sees its link to ${peer.id} work`,
      async () => /^(up|degraded)\/(up|degraded)$/.test(states(await linkOf(node, peer))),
      ARRIVAL_SECONDS,
    );
  }
  await untilSpread(all);
}

async function untilSpread(all: readonly TestNode[]): Promise<void> {
  for (const { node, peer } of pairs(all)) {
    const { size } = (await peer.as('operator').get<{ log: { size: number } }>('/node')).log;
    await until(
      `${node.id} holds ${size} entries of ${peer.id}`,
      async () => (await statusOf(node, peer)).held >= size,
      ARRIVAL_SECONDS,
    );
  }
}

function pairs(all: readonly TestNode[]) {
  return all.flatMap((node) => all.filter((peer) => peer !== node).map((peer) => ({ node, peer })));
}

async function enrolAtAddresses(nodes: Nodes): Promise<void> {
  for (const [name, node] of Object.entries(nodes)) {
    for (const [other, peer] of Object.entries(nodes)) {
      if (other !== name) await enrol(node, peer, `http://${network.address(other)}:${FEDERATION_PORT}`);
    }
  }
}

function optionsOf(name: string): NodeOptions {
  return {
    place: placeOf(network, name),
    config: {
      agency: { host: network.desk(name), port: AGENCY_PORT },
      federation: {
        host: '0.0.0.0',
        port: FEDERATION_PORT,
        url: `http://${network.address(name)}:${FEDERATION_PORT}`,
        allowHttp: true,
      },
    },
  };
}

/** A namespace, and a file system of a size that can be filled. */
function placeOf(network: Network, name: string): Place {
  return {
    agencyUrl: `http://${network.desk(name)}:${AGENCY_PORT}`,
    federationUrl: `http://${network.desk(name)}:${FEDERATION_PORT}`,
    command: (file, args) => network.command(name, file, args),
    prepare(directory) {
      run('mkdir', '-p', directory);
      run('mount', '-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', directory);
    },
    clear: (directory) => run('umount', '-l', directory),
  };
}
