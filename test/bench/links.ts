import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Link, linkOf, states } from '../helpers/links.ts';
import { enrol, startNodes, type TestNode } from '../helpers/nodes.ts';
import { startTcpProxy, type TcpProxy } from '../helpers/tcp-proxy.ts';
import { until } from '../helpers/until.ts';
import { type BenchRun, measured } from './figure.ts';

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

/** How long until both nodes had recorded a cut of the network between them, and its healing. */
export async function benchLinks(run: BenchRun): Promise<void> {
  // What the helpers of tests need of a test.
  const t = { passed: true, after: run.after } as unknown as TestContext;
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
  for (const { cut, run: begin, due } of SCENARIOS) {
    const [seen, healed]: [number[], number[]] = [[], []];
    for (let round = 0; round < run.rounds; round += 1) {
      // Wherever in its rhythm of reports and heartbeats the link is.
      await sleep(5000 + Math.random() * 10_000);
      let at = Date.now();
      begin(...proxies);
      seen.push(await took(at, due));
      await sleep(Math.random() * 5000);
      at = Date.now();
      for (const proxy of proxies) proxy.heal();
      healed.push(await took(at, ['up/up', 'up/up']));
    }
    const name = cut.replaceAll(/[^a-z]+/g, '_');
    run.tell(measured(`${name}_seen_median_s`, 's', median(seen)));
    run.tell(measured(`${name}_seen_most_s`, 's', Math.max(...seen)));
    run.tell(measured(`${name}_healed_median_s`, 's', median(healed)));
    run.tell(measured(`${name}_healed_most_s`, 's', Math.max(...healed)));
  }
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
