import { LIMITS, PATHS } from '../../src/federation/protocol.ts';
import type { SimNode } from './node.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** A node that does not keep to the rules for a while. Returns what brings it back to them. */
export type Hostility = (world: World, node: SimNode, random: Random) => () => void;

type Tamper = (lines: AsyncIterable<string>, random: Random) => AsyncGenerator<string>;

/** Ways to keep something back, or to show something else, in a page. */
const TAMPERS: Record<string, Tamper> = {
  async *drops(lines, random) {
    for await (const line of lines) if (!isEntry(line) || random.chance(0.6)) yield line;
  },
  async *swaps(lines) {
    let kept: string | undefined;
    for await (const line of lines) {
      if (!isEntry(line) || kept !== undefined) {
        yield line;
        if (kept !== undefined) yield kept;
        kept = undefined;
      } else kept = line;
    }
    if (kept !== undefined) yield kept;
  },
  async *alters(lines, random) {
    for await (const line of lines) {
      const at = random.int(12, Math.max(12, line.length - 8));
      yield isEntry(line) && random.chance(0.5)
        ? `${line.slice(0, at)}${line[at] === 'A' ? 'B' : 'A'}${line.slice(at + 1)}`
        : line;
    }
  },
  async *repeats(lines, random) {
    for await (const line of lines) {
      yield line;
      if (isEntry(line) && random.chance(0.5)) yield line;
    }
  },
  async *endsEarly(lines) {
    for await (const line of lines) if (!line.startsWith('{"checkpoint"')) yield line;
  },
  async *floods(lines, random) {
    const rubbish = random.pick([
      `{"seq":0,"jws":"${'A'.repeat(LIMITS.lineBytes + 10)}"}\n`,
      '{"heartbeat":true}\n'.repeat(50),
      `{"seq":${random.int(0, 9)},"sealed":"${'A'.repeat(43)}"}\n`.repeat(2_000),
      'rubbish\n',
    ]);
    yield rubbish;
    yield* lines;
  },
};

export const HOSTILITIES = {
  /** Shows a log without some of its entries, or in another order, or an older state of it. */
  withholding(_world, node, random) {
    const old = { checkpoint: undefined as string | undefined };
    const names = random.shuffled(Object.keys(TAMPERS)).slice(0, random.int(1, 3));
    node.tamper = (lines) => {
      const kind = random.pick([...names, 'stale', 'none']);
      if (kind === 'none') return lines;
      return kind === 'stale' ? stale(lines, old) : TAMPERS[kind]!(lines, random);
    };
    return () => {
      node.tamper = undefined;
    };
  },

  /** Sends more than anybody wants: hints by the hundred, with and without a token, too long, or of another log. */
  flooding(world, node, random) {
    let isOver = false;
    const burst = () => {
      const { running } = node;
      if (isOver) return;
      world.scheduler.after(random.int(1_000, 8_000), burst);
      if (running === undefined) return;
      const victim = random.pick(world.nodes.filter((each) => each !== node));
      const body = random.pick(['no JWS', 'A'.repeat(LIMITS.hintBytes + 1), 'a.b.c', '']);
      const request = {
        method: 'POST',
        path: PATHS.hints,
        idleMs: 5_000,
        totalMs: 5_000,
        maxBytes: 65_536,
      } as const;
      const times = random.int(5, 40);
      for (let time = 0; time < times; time += 1) {
        const sent = random.chance(0.5)
          ? running.federation.client.call(
              { node: victim.name, url: victim.identity.url },
              { ...request, body },
            )
          : running.parts.outgoing.fetchText({
              ...request,
              url: victim.identity.url + random.pick([PATHS.hints, '/', `${PATHS.logs}/x/entries`]),
              headers: { authorization: `Bearer ${random.pick(['', 'x', 'e30.e30.AAAA'])}` },
              body,
            });
        sent.catch(() => undefined);
      }
      if (random.chance(0.3)) for (let more = 0; more < 25; more += 1) world.workload.bulletin(node);
    };
    burst();
    return () => {
      isOver = true;
    };
  },

  /** Two branches of one log, signed by the same keys, each shown to some. */
  forking(world, node, random) {
    const others = world.nodes.filter((each) => each !== node);
    const deceived = random.shuffled(others).slice(0, random.int(1, Math.max(1, others.length - 1)));
    return world.fork(node, new Set(deceived.map(({ name }) => name)));
  },
} satisfies Record<string, Hostility>;

async function* stale(
  lines: AsyncIterable<string>,
  old: { checkpoint: string | undefined },
): AsyncGenerator<string> {
  for await (const line of lines) {
    if (!line.startsWith('{"checkpoint"')) continue;
    old.checkpoint ??= line;
    yield old.checkpoint;
  }
}

function isEntry(line: string): boolean {
  return line.startsWith('{"seq"');
}
