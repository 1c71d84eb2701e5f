import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { linkOf, states } from '../../helpers/links.ts';
import type { TestNode } from '../../helpers/nodes.ts';
import { refusalToIssue } from '../../helpers/outcome.ts';
import { startTcpProxy } from '../../helpers/tcp-proxy.ts';
import { until } from '../../helpers/until.ts';
import { hasNetem } from './conditions.ts';
import { FEDERATION_PORT, type Network } from './network.ts';

export type Nodes = Readonly<Record<'kr' | 'jp' | 'us', TestNode>>;

/** Something that goes wrong between or in nodes, and what shows that they have seen it. */
export interface Fault {
  readonly name: string;
  /** What is done, and by which means. */
  readonly done: string;
  /** Nodes that can issue while it lasts. */
  readonly issuers: readonly (keyof Nodes)[];
  readonly bulletins: number;
  apply(): Promise<void> | void;
  /** Waits until it is seen; absent: it hinders, and everything arrives while it lasts. */
  seen?(): Promise<void>;
  heal(): Promise<void> | void;
}

/** Longer than a pull may take: 25 s that it waits and 15 s for the request. */
const PAUSE_SECONDS = 45;
const ALL = ['kr', 'jp', 'us'] as const;

export interface Stage {
  readonly network: Network;
  readonly nodes: Nodes;
  /** For what ends with the run. */
  readonly after: (end: () => void) => void;
}

export function makeFaults({ network, nodes, after }: Stage): readonly Fault[] {
  const { kr, jp, us } = nodes;
  const netem = hasNetem();
  const heal = () => network.heal();
  const proxies = new Set<() => void>();

  return [
    {
      name: 'cut',
      done: 'all packets between kr and jp dropped in silence (ip rule)',
      issuers: ALL,
      bulletins: 3,
      apply() {
        network.drop('kr', 'jp', 'packets');
        network.drop('jp', 'kr', 'packets');
      },
      seen: () => untilLinks([kr, jp, 'down/down'], [jp, kr, 'down/down']),
      heal,
    },
    {
      name: 'one-way cut: calls',
      done: "packets of kr's calls to jp dropped in silence, jp's calls to kr get through (ip rule)",
      issuers: ALL,
      bulletins: 3,
      apply: () => network.drop('kr', 'jp', 'calls'),
      seen: () => untilLinks([kr, jp, 'down/up'], [jp, kr, 'up/down']),
      heal,
    },
    {
      name: 'one-way cut: packets',
      done: 'packets from us to kr dropped in silence, those from kr to us arrive (ip rule)',
      issuers: ALL,
      bulletins: 3,
      apply: () => network.drop('us', 'kr', 'packets'),
      seen: () => untilLinks([kr, us, 'down/down'], [us, kr, 'down/down']),
      heal,
    },
    {
      name: 'loss 20 %',
      done: `each packet to any node lost with a probability of 0.2 (${netem ? 'netem' : 'BPF filter: this kernel has no netem'})`,
      issuers: ALL,
      bulletins: 10,
      apply: () => (netem ? network.shape(['netem', 'loss', '20%']) : network.lose(0.2)),
      heal,
    },
    {
      name: 'delay 300 ms',
      done: `300 ms in each direction (${netem ? 'netem' : 'proxies in the hub: this kernel has no netem'})`,
      issuers: ALL,
      bulletins: 10,
      async apply() {
        if (netem) {
          network.shape(['netem', 'delay', '300ms']);
          return;
        }
        network.intercept();
        for (const name of network.names) await delayAt(name);
      },
      heal() {
        for (const stop of proxies) stop();
        proxies.clear();
        network.heal();
      },
    },
    {
      name: 'bandwidth 256 kbit/s',
      done: 'to each node, 100 bulletins from each at once (tbf)',
      issuers: ALL,
      bulletins: 100,
      apply: () => network.shape(['tbf', 'rate', '256kbit', 'burst', '16kb', 'latency', '400ms']),
      heal,
    },
    {
      name: 'pause',
      done: `us stopped for ${PAUSE_SECONDS} s (SIGSTOP)`,
      issuers: ['kr', 'jp'],
      bulletins: 3,
      apply: () => us.pause(),
      async seen() {
        const since = Date.now();
        await untilLinks([kr, us, 'down/down'], [jp, us, 'down/down']);
        pausedAt = since;
      },
      async heal() {
        await sleep(Math.max(0, pausedAt + PAUSE_SECONDS * 1000 - Date.now()));
        us.resume();
      },
    },
    {
      name: 'disk full',
      done: 'the file system of jp filled to its last block (tmpfs)',
      issuers: ['kr', 'us'],
      bulletins: 10,
      apply: () => fill(jp),
      async seen() {
        const answer = await until('jp refuses to issue', () => refusalToIssue(jp));
        if (!/^(50[03] |gone$)/.test(answer)) throw new Error(`a node with a full disk answered ${answer}`);
      },
      async heal() {
        rmSync(ballast(jp));
        await runAgain(jp);
      },
    },
  ];

  async function delayAt(name: string): Promise<void> {
    const ends: (() => void)[] = [];
    const proxy = await startTcpProxy(
      { after: (end) => ends.push(end as () => void) },
      `http://${network.gateway(name)}:${FEDERATION_PORT}`,
      { host: network.address(name), port: FEDERATION_PORT },
    );
    proxy.shape({ delayMs: 300 });
    const stop = () => {
      for (const end of ends.splice(0)) end();
    };
    proxies.add(stop);
    after(stop);
  }
}

let pausedAt = 0;

async function untilLinks(...due: readonly (readonly [TestNode, TestNode, string])[]): Promise<void> {
  await Promise.all(
    due.map(([at, to, wanted]) => {
      return until(
        `${at.id} sees its link to ${to.id} as ${wanted}`,
        async () => states(await linkOf(at, to)) === wanted,
        90,
      );
    }),
  );
}

function ballast({ directory }: TestNode): string {
  return join(directory, 'ballast');
}

/** Takes all blocks that are free; whoever writes into ones that it has already can go on. */
function fill(node: TestNode): void {
  const { bavail, bsize } = statfsSync(node.directory);
  try {
    writeFileSync(ballast(node), Buffer.alloc((bavail - 1) * bsize));
    for (;;) writeFileSync(ballast(node), Buffer.alloc(bsize), { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

/** A supervisor starts a node again that has ended. */
async function runAgain(node: TestNode): Promise<void> {
  if (!node.isRunning()) await node.start();
}
