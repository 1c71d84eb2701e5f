import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { nodePaths } from '../../src/config/paths.ts';
import { untilStates } from '../helpers/links.ts';
import { enrol, startNodes, type TestNode } from '../helpers/nodes.ts';
import { type Confirmed, finishAll, issueOne, refusalToIssue, requireWhole } from '../helpers/outcome.ts';
import { patiently } from '../helpers/patiently.ts';
import { statusOf, untilHeld } from '../helpers/peers.ts';
import { createRandom, seed } from '../helpers/random.ts';
import type { Shape } from '../helpers/tcp-flow.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';
import { until } from '../helpers/until.ts';

// Through proxies of user space, which pass bytes on: loss shows as the stalls that TCP makes of it, and a full
// disk as files that cannot grow. What packets do, how a file system without room behaves, and two hundred
// kills are for `npm run test:system`. Cuts stand in links.test.ts, kills in crash.test.ts.
const LEFT_OUT =
  'in small: loss of packets, a full file system and 200 kills are tried by `npm run test:system`';

test(`faults: what hinders two nodes delays their bulletins and takes none (EWS_TEST_SEED=${seed})`, async (t) => {
  t.diagnostic(LEFT_OUT);
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  const [krToJp, jpToKr] = [
    await startTcpProxy(t, jp.federationUrl),
    await startTcpProxy(t, kr.federationUrl),
  ];
  await enrol(kr, jp, krToJp.url);
  await enrol(jp, kr, jpToKr.url);
  const confirmed = new Map<TestNode, Confirmed>([
    [kr, new Map()],
    [jp, new Map()],
  ]);

  const issueFrom = async (node: TestNode, bulletins: number) => {
    for (let left = bulletins; left > 0; left -= 1)
      await patiently(() => issueOne(node, confirmed.get(node) ?? new Map()));
  };

  /** Whatever happened, all of it is there, once, at both nodes. */
  const requireAll = async () => {
    for (const node of [kr, jp]) await patiently(() => finishAll(node));
    await requireWhole(kr, [jp], confirmed.get(kr) ?? new Map());
    await requireWhole(jp, [kr], confirmed.get(jp) ?? new Map());
  };

  const shaped = async (shape: Shape, bulletins: number) => {
    for (const proxy of [krToJp, jpToKr]) proxy.shape(shape);
    try {
      await Promise.all([issueFrom(kr, bulletins), issueFrom(jp, bulletins)]);
      // While it lasts: nothing waits for a better day.
      await requireAll();
    } finally {
      for (const proxy of [krToJp, jpToKr]) proxy.heal();
    }
  };

  await t.test('300 ms of delay each way', () => shaped({ delayMs: 300 }, 3));
  await t.test('256 kbit/s', () => shaped({ bytesPerSecond: 32_000 }, 20));
  await t.test('one piece in five has to be sent again', () =>
    shaped({ loss: { share: 0.2, random: createRandom(seed) } }, 3),
  );

  await t.test('a node that stands still', async () => {
    jp.pause();
    try {
      await issueFrom(kr, 2);
      await untilStates(kr, jp, 'down/down');
    } finally {
      jp.resume();
    }
    await untilHeld(jp, kr, confirmed.get(kr)?.size ?? 0);
    await requireAll();
  });

  await t.test('a disk that takes no more', (t) => diskFull(t, kr, jp, issueFrom, requireAll));
});

/** Files of `jp` cannot grow: it neither issues nor takes anything in, says so, and goes on when they can again. */
async function diskFull(
  t: TestContext,
  kr: TestNode,
  jp: TestNode,
  issueFrom: (node: TestNode, bulletins: number) => Promise<void>,
  requireAll: () => Promise<void>,
): Promise<void> {
  if (!hasPrlimit()) {
    t.skip('prlimit (util-linux) is not installed');
    return;
  }
  limitFiles(jp, largestFile(nodePaths(jp.directory).data));
  const before = (await statusOf(jp, kr)).held;
  const answer = await until('jp refuses to issue', () => refusalToIssue(jp));
  t.diagnostic(`a node whose files cannot grow answers ${answer}`);
  assert.match(answer, /^(50[03] |gone$)/);
  await issueFrom(kr, 3);
  limitFiles(jp, 'unlimited');
  if (!jp.isRunning()) await jp.start();
  await untilHeld(jp, kr, before + 3);
  await requireAll();
}

function hasPrlimit(): boolean {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function limitFiles({ pid }: TestNode, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

function largestFile(folder: string): number {
  return Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).size));
}
