import type { Link } from './link.ts';
import type { SimNode } from './node.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Something that goes wrong. Returns what ends it; nothing does, if it ends by itself. */
export type Fault = (world: World, random: Random) => (() => void) | undefined;

export const FAULTS = {
  /** Some nodes see the others no more. */
  partition(world, random) {
    const some = new Set(
      random.shuffled(world.nodes).slice(0, random.int(1, Math.ceil(world.nodes.length / 2))),
    );
    const cut = random.pick(['silent', 'refused'] as const);
    return between(
      world,
      (from, to) => some.has(from) !== some.has(to),
      (link) => setCut(link, cut),
    );
  },
  cut(world, random) {
    const [a, b] = two(world, random);
    const cut = random.pick(['silent', 'refused'] as const);
    return between(
      world,
      (from, to) => (from === a && to === b) || (from === b && to === a),
      (link) => setCut(link, cut),
    );
  },
  oneWay(world, random) {
    const [a, b] = two(world, random);
    return between(
      world,
      (from, to) => from === a && to === b,
      (link) => setCut(link, 'silent'),
    );
  },
  slow(world, random) {
    const [a] = two(world, random);
    const maxMs = random.pick([500, 2_000, 6_000, 12_000]);
    return between(world, (from, to) => from === a || to === a, change({ minMs: 100, maxMs }));
  },
  loss(world, random) {
    return between(world, () => true, change({ loss: random.pick([0.05, 0.2, 0.5]) }));
  },
  duplication(world, random) {
    const duplicates = random.pick([0.1, 0.4]);
    return between(world, () => true, change({ duplicates, replays: random.pick([0, 0.1]) }));
  },
  /** Requests and answers overtake one another. */
  reordering(world, random) {
    return between(world, () => true, change({ minMs: 1, maxMs: random.pick([800, 3_000]) }));
  },
  brokenAnswers(world, random) {
    return between(world, () => true, change({ breaks: random.pick([0.1, 0.5]) }));
  },
  /** In the middle of whatever call of a port: the process, or the machine with what its disk had not written. */
  crash(world, random) {
    const node = random.pick(running(world));
    node.crashAfter(random.int(1, 80), random.pick(['before', 'after']), random.chance(0.6));
    world.scheduler.after(random.int(3_000, 15_000), () => node.crash(random.chance(0.6)));
    return undefined;
  },
  crashLoop(world, random) {
    const node = random.pick(running(world));
    for (let times = random.int(3, 6), at = 0; times > 0; times -= 1) {
      at += random.int(500, 6_000);
      world.scheduler.after(at, () =>
        node.crashAfter(random.int(1, 25), random.pick(['before', 'after']), random.chance(0.6)),
      );
    }
    return undefined;
  },
  slowDisk(world, random) {
    const node = random.pick(world.nodes);
    node.slowMs = random.pick([5, 60, 400]);
    return () => {
      node.slowMs = 0;
    };
  },
  clock(world, random) {
    const node = random.pick(world.nodes);
    const before = node.skewMs;
    const set = (skewMs: number) => {
      node.skewMs = skewMs;
      world.ledger.forgetTokens(node.name);
    };
    set(random.pick([-1, 1]) * random.pick([2_000, 20_000, 45_000, 600_000]));
    return () => set(before);
  },
  suspension(world, random) {
    const [a, b] = two(world, random);
    const to = (state: 'active' | 'suspended') => world.operators.setState(a, b, state);
    to('suspended');
    return () => to('active');
  },
  renewal(world, random) {
    const [a, b] = two(world, random);
    a.running?.federation.renewPulls(b.name);
    return undefined;
  },
} satisfies Record<string, Fault>;

/** A backup is taken; later the node goes on from it, and what it did in between is gone from its disk. */
export const oldBackup: Fault = (world, random) => {
  const node = random.pick(running(world));
  const afterMs = random.int(2_000, 40_000);
  // One that was not made yet has no backup.
  if (node.fence === undefined) return undefined;
  const backup = node.disk.backup();
  world.scheduler.after(afterMs, () => {
    node.crash(true);
    node.restore(backup);
    world.operators.restored(node);
  });
  return undefined;
};

/** Honest nodes whose process can end; if none runs, those that will again. */
function running(world: World): readonly SimNode[] {
  const up = world.honest().filter((node) => node.running !== undefined);
  return up.length > 0 ? up : world.honest();
}

function two({ nodes }: World, random: Random): [SimNode, SimNode] {
  const [a, b] = random.shuffled(nodes);
  return [a!, b!];
}

function setCut(link: Link, cut: Link['cut']): () => void {
  link.cut = cut;
  return () => {
    link.cut = 'no';
  };
}

function change(changed: Partial<Link>): (link: Link) => () => void {
  return (link) => {
    const before = Object.fromEntries(Object.keys(changed).map((name) => [name, link[name as keyof Link]]));
    Object.assign(link, changed);
    return () => {
      Object.assign(link, before);
    };
  };
}

function between(
  { nodes, network }: World,
  chosen: (from: SimNode, to: SimNode) => boolean,
  apply: (link: Link) => () => void,
): () => void {
  const undo = nodes.flatMap((from) =>
    nodes
      .filter((to) => to !== from && chosen(from, to))
      .map((to) => apply(network.link(from.name, to.name))),
  );
  return () => {
    for (const each of undo) each();
  };
}
