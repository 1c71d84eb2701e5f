import { createHash } from 'node:crypto';
import { EwsError, hasCode } from '../../src/domain/errors.ts';
import { FAULTS, oldBackup } from './faults.ts';
import { HOSTILITIES } from './hostile.ts';
import { identity } from './identities.ts';
import { judgeWorld } from './judge-world.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { Ended } from './life.ts';
import { createNetwork, type Network } from './network.ts';
import { createNode, type SimNode, type Surroundings } from './node.ts';
import { LEAST, planWorld } from './plan.ts';
import { createRandom } from './random.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { forgetVerdicts, rememberVerdicts } from './verdicts.ts';
import { createWorkload, type Workload } from './workload.ts';

export interface Failure {
  readonly invariant: string;
  readonly step: number;
  readonly detail: string;
}

export interface WorldResult {
  readonly seed: number;
  readonly failure: Failure | undefined;
  readonly nodes: number;
  readonly bulletins: number;
  readonly deliveries: number;
  readonly faults: number;
  readonly steps: number;
  readonly virtualMs: number;
  /** SHA-256 of everything that happened, in order. */
  readonly trace: string;
}

/** What faults and hostile nodes work on. */
export interface World {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly nodes: readonly SimNode[];
  readonly workload: Workload;
  readonly ledger: Ledger;
  /** Nodes that keep to the rules from the beginning to the end. */
  honest(): readonly SimNode[];
  setState(node: SimNode, peer: SimNode, state: 'active' | 'suspended'): void;
  /** The node's disk is that of a backup: it is started. */
  restored(node: SimNode): void;
  /** A second process of the node goes on from here by itself, and is what `deceived` see. Returns what ends it. */
  fork(node: SimNode, deceived: ReadonlySet<string>): () => void;
}

/** What a world is judged by in the end. */
export interface Outcome {
  readonly nodes: readonly SimNode[];
  readonly ledger: Ledger;
  readonly fail: (invariant: string, detail: string) => void;
  /** `<node> <peer>`: who has enrolled whom. */
  readonly enrolled: ReadonlySet<string>;
  /** Nodes of which a second branch of the log was shown, and the disk of that branch. */
  readonly forks: ReadonlyMap<SimNode, SimNode>;
}

const OPERATOR = { name: 'operator', role: 'operator', subject: 'o'.repeat(22) } as const;

/** After all has healed, nodes have this long to agree. */
const PATIENCE_MS = 400_000;
const MOST_STEPS = 3_000_000;

export async function runWorld(
  seed: number,
  tell: (line: string) => void = () => undefined,
): Promise<WorldResult> {
  rememberVerdicts();
  forgetVerdicts();
  const random = createRandom(seed);
  const plan = planWorld(random.fork());
  const scheduler = createScheduler();
  const hash = createHash('sha256');
  let failure: Failure | undefined;
  let faults = 0;

  const trace = (text: string) => {
    const line = `${scheduler.now} ${text}\n`;
    hash.update(line);
    tell(line);
  };
  const fail = (invariant: string, detail: string) => {
    failure ??= { invariant, step: scheduler.step, detail };
    trace(`FAILS ${invariant}: ${detail}`);
  };
  const ledger = createLedger(fail);
  const twins = new Map<SimNode, { twin: SimNode; deceived: ReadonlySet<string> }>();
  const forks = new Map<SimNode, SimNode>();
  const byName = new Map<string, SimNode>();
  const enrolled = new Set<string>();
  const network = createNetwork({
    scheduler,
    random: random.fork(),
    trace,
    route(to, from) {
      const node = byName.get(to);
      const forked = node === undefined ? undefined : twins.get(node);
      return forked?.deceived.has(from) ? forked.twin.listener() : node?.listener();
    },
  });
  const onError = (node: SimNode, where: string, error: unknown) => {
    if (error instanceof Ended) return;
    fail(
      'unexpected-error',
      `${node.name} ${where}: ${error instanceof Error ? error.stack : String(error)}`,
    );
  };
  const limits = {
    entriesPerPage: plan.entriesPerPage,
    pageBytes: 16 * 1024 * 1024,
    requestSeconds: 5,
    pollSeconds: plan.pollSeconds,
  };
  const around: Surroundings = { scheduler, network, ledger, trace, limits, onError, onCrash: startAgain };
  const nodes: SimNode[] = [];
  const chance = random.fork();
  const hostile = new Set<SimNode>();
  /** Second processes that have served their turn. */
  const retired = new Set<SimNode>();
  let healed = false;

  async function makeNodes(): Promise<void> {
    const numbers = Array.from({ length: plan.nodes }, (_, index) => index);
    for (const number of numbers) {
      const node = createNode(await identity(number), random.fork(), around);
      node.skewMs = chance.int(-3_000, 3_000);
      node.drift = chance.pick([0, 0, 1e-4, -1e-4]);
      node.slowMs = plan.slowMs;
      nodes.push(node);
      byName.set(node.name, node);
    }
    for (const from of nodes)
      for (const to of nodes) Object.assign(network.link(from.name, to.name), plan.link);
  }

  function startNode(node: SimNode): void {
    node.start().catch((error) => onError(node, 'start', error));
  }

  function startAgain(node: SimNode): void {
    scheduler.after(healed ? 500 : chance.int(100, 20_000), () => {
      if (!node.isUp && !retired.has(node)) startNode(node);
    });
  }

  /** Until it has happened: what an operator would try again. */
  function enrol(from: SimNode, to: SimNode): void {
    const again = () => scheduler.after(2_000, () => enrol(from, to));
    const { running } = from;
    if (running === undefined) return void again();
    const { url, fingerprint, node: peer } = to.identity;
    running.federation.enrol({ url, fingerprint }, OPERATOR).then(
      () => enrolled.add(`${from.name} ${peer}`),
      (error) => {
        if (hasCode(error, 'already_exists')) enrolled.add(`${from.name} ${peer}`);
        else if (error instanceof EwsError) again();
        else onError(from, 'enrol', error);
      },
    );
    // A process that ends in the middle of it does not say so.
    scheduler.after(12_000, () => {
      if (!enrolled.has(`${from.name} ${peer}`) && !running.life.alive) enrol(from, to);
    });
  }

  const workload = createWorkload(random.fork(), ledger, nodes, onError);

  const world: World = {
    scheduler,
    network,
    nodes,
    workload,
    ledger,
    honest: () => nodes.filter((node) => !hostile.has(node)),
    setState(node, peer, state) {
      if (!enrolled.has(`${node.name} ${peer.name}`)) return;
      node.running?.federation
        .setState(peer.name, state, OPERATOR)
        .catch((error) => onError(node, 'setState', error));
    },
    restored(node) {
      const before = [...enrolled].filter((pair) => pair.startsWith(`${node.name} `));
      for (const pair of before) {
        enrolled.delete(pair);
        enrol(node, byName.get(pair.split(' ')[1]!)!);
      }
    },
    fork(node, deceived) {
      ledger.distrust(node.identity.origin);
      const twin = createNode(node.identity, random.fork(), around);
      twin.restore(node.disk.backup());
      twin.fence = node.fence;
      twins.set(node, { twin, deceived });
      forks.set(node, twin);
      startNode(twin);
      const issue = () => {
        if (!twins.has(node)) return;
        workload.bulletin(twin);
        scheduler.after(chance.int(1_000, 10_000), issue);
      };
      issue();
      return () => {
        twins.delete(node);
        retired.add(twin);
        twin.crash(false);
      };
    },
  };

  function planFaults(): void {
    const names = Object.keys(FAULTS) as (keyof typeof FAULTS)[];
    for (let fault = 0; fault < plan.faults; fault += 1) {
      const name = chance.pick(names);
      const begins = chance.int(3_000, plan.activeMs - 5_000);
      scheduler.after(begins, () => begin(name, () => FAULTS[name](world, chance)));
    }
    if (chance.chance(0.15)) {
      scheduler.after(chance.int(8_000, plan.activeMs / 2), () =>
        begin('oldBackup', () => oldBackup(world, chance)),
      );
    }
    if (chance.chance(0.35)) {
      const node = chance.pick(nodes);
      hostile.add(node);
      const kind = chance.pick(Object.keys(HOSTILITIES) as (keyof typeof HOSTILITIES)[]);
      scheduler.after(chance.int(5_000, plan.activeMs / 2), () =>
        begin(kind, () => HOSTILITIES[kind](world, node, chance)),
      );
    }
  }

  const ends = new Set<() => void>();

  function begin(name: string, start: () => (() => void) | undefined): void {
    faults += 1;
    trace(`fault ${name}`);
    const end = start();
    if (end === undefined) return;
    ends.add(end);
    scheduler.after(chance.int(2_000, 60_000), () => {
      if (!ends.delete(end)) return;
      trace(`end of ${name}`);
      end();
    });
  }

  function planActs(count: number, from: number, to: number): void {
    for (let left = count; left > 0; ) {
      // Alone, or in a burst.
      const times = Math.min(left, chance.chance(0.6) ? chance.int(3, 12) : 1);
      left -= times;
      scheduler.after(chance.int(from, to), () => {
        const node = chance.pick(nodes);
        for (let time = 0; time < times; time += 1) workload.act(node);
      });
    }
  }

  /** Every way works again, every node runs, nobody is suspended. */
  function heal(): void {
    trace('heals');
    healed = true;
    for (const end of ends) end();
    ends.clear();
    for (const from of nodes) {
      from.slowMs = 0;
      for (const to of nodes) {
        const link = network.link(from.name, to.name);
        Object.assign(link, {
          cut: 'no',
          minMs: 1,
          maxMs: 40,
          loss: 0,
          duplicates: 0,
          replays: 0,
          breaks: 0,
        });
      }
      if (!from.isUp) startNode(from);
    }
    scheduler.after(5_000, resume);
  }

  function resume(): void {
    for (const node of nodes) {
      const { running } = node;
      running?.parts.peers
        .peers()
        .then((peers) =>
          peers.forEach((peer) => {
            if (peer.state === 'suspended') world.setState(node, byName.get(peer.node)!, 'active');
          }),
        )
        .catch((error) => onError(node, 'resume', error));
    }
  }

  const isOver = () => failure !== undefined || scheduler.step > MOST_STEPS;
  const outcome: Outcome = { nodes: nodes, ledger, fail, enrolled, forks };

  await makeNodes();
  const joiner = plan.joinsLate ? nodes.at(-1) : undefined;
  for (const node of nodes) {
    if (node === joiner) scheduler.after(chance.int(5_000, plan.activeMs / 2), () => startNode(node));
    else startNode(node);
  }
  for (const [a, b] of plan.pairs) {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      scheduler.after(chance.int(100, 2_000), () => enrol(nodes[from]!, nodes[to]!));
    }
  }
  planFaults();
  planActs(plan.bulletins, 3_000, plan.activeMs);
  await scheduler.run(isOver, plan.activeMs);
  if (!isOver()) heal();

  // Goes on until the nodes agree and the world has shown what each world has to show.
  const patience = scheduler.now + PATIENCE_MS;
  while (!isOver()) {
    await scheduler.run(isOver, scheduler.now + 2_000);
    if (isOver()) break;
    if (!hasShownEnough()) {
      planActs(10, 0, 5_000);
      if (faults < LEAST.faults) begin('renewal', () => FAULTS.renewal(world, chance));
      await scheduler.run(isOver, scheduler.now + 5_000);
    }
    const open = await judgeWorld(outcome);
    if (open === undefined && hasShownEnough()) break;
    if (scheduler.now < patience || open === undefined) continue;
    fail(open.invariant, open.detail);
  }
  if (scheduler.step > MOST_STEPS) fail('endless', `more than ${MOST_STEPS} events`);

  function hasShownEnough(): boolean {
    const { bulletins, deliveries } = ledger;
    return bulletins >= LEAST.bulletins && deliveries >= LEAST.deliveries && faults >= LEAST.faults;
  }

  for (const node of [...nodes, ...forks.values()]) {
    node.crash(false);
    node.disk.close();
  }
  return {
    seed,
    failure,
    nodes: plan.nodes,
    bulletins: ledger.bulletins,
    deliveries: ledger.deliveries,
    faults,
    steps: scheduler.step,
    virtualMs: scheduler.now,
    trace: hash.digest('hex'),
  };
}
