import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Link, linkOf, states } from '../helpers/links.ts';
import { enrol, startNodes, type TestNode } from '../helpers/nodes.ts';
import { startTcpProxy, type TcpProxy } from '../helpers/tcp-proxy.ts';
import { until } from '../helpers/until.ts';

/** How long, in seconds, until both nodes had recorded a cut of the network between them, and its healing. */
export interface LinkFigures {
  readonly cut: string;
  readonly rounds: number;
  readonly seenMedian: number;
  readonly seenMost: number;
  readonly healedMedian: number;
  readonly healedMost: number;
}

interface Scenario {
  readonly cut: string;
  /** What kr sends to jp goes through the first proxy, and the other way round. */
  run(krToJp: TcpProxy, jpToKr: TcpProxy): void;
  /** States at kr and at jp: inbound, a slash, outbound. */
  readonly due: readonly [string, string];
}

const SCENARIOS: readonly Scenario[] = [
  {
    cut: 'dropped, both ways',
    run: (a, b) => [a, b].map((one) => one.cut('both')),
    due: ['down/down', 'down/down'],
  },
  { cut: 'dropped, calls of one node', run: (a) => a.cut('both'), due: ['down/up', 'up/down'] },
  { cut: 'dropped, answers to one node', run: (a) => a.cut('to-client'), due: ['down/up', 'up/down'] },
  {
    cut: 'reset, both ways',
    run: (a, b) => [a, b].map((one) => one.reset()),
    due: ['down/down', 'down/down'],
  },
  { cut: 'reset, calls of one node', run: (a) => a.reset(), due: ['down/up', 'up/down'] },
];

export async function benchLinks(t: TestContext, rounds: number): Promise<LinkFigures[]> {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  const proxies = [
    await startTcpProxy(t, jp.federationUrl),
    await startTcpProxy(t, kr.federationUrl),
  ] as const;
  await enrol(kr, jp, proxies[0].url);
  await enrol(jp, kr, proxies[1].url);

  /** Seconds from a moment until the last direction that changed after it had these states at both nodes. */
  async function took(from: number, [atKr, atJp]: readonly [string, string]): Promise<number> {
    const links = await Promise.all([reached(kr, jp, atKr), reached(jp, kr, atJp)]);
    return (Math.max(...links.flatMap(beginnings)) - from) / 1000;
  }

  await took(0, ['up/up', 'up/up']);
  const figures: LinkFigures[] = [];
  for (const { cut, run, due } of SCENARIOS) {
    const [seen, healed]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      // Wherever in its rhythm of reports and heartbeats the link is.
      await sleep(5000 + Math.random() * 10_000);
      let at = Date.now();
      run(...proxies);
      seen.push(await took(at, due));
      await sleep(Math.random() * 5000);
      at = Date.now();
      for (const proxy of proxies) proxy.heal();
      healed.push(await took(at, ['up/up', 'up/up']));
    }
    figures.push({
      cut,
      rounds,
      seenMedian: median(seen),
      seenMost: Math.max(...seen),
      healedMedian: median(healed),
      healedMost: Math.max(...healed),
    });
  }
  return figures;
}

/** A link that is cut so often is degraded for that, once it works again: here that is as good as up. */
function reached(node: TestNode, peer: TestNode, due: string): Promise<Link> {
  return until(`${node.id} sees ${due}`, async () => {
    const link = await linkOf(node, peer);
    return states(link).replaceAll('degraded', 'up') === due && link;
  });
}

const beginnings = ({ inbound, outbound }: Link) => [inbound, outbound].map(({ since }) => Date.parse(since));

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
