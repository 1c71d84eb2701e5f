import { createHash } from 'node:crypto';
import { createCourse } from './course.ts';
import { FAULTS } from './faults.ts';
import { identity } from './identities.ts';
import { judgeWorld } from './judge-world.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { Ended } from './life.ts';
import { goodLink } from './link.ts';
import { createNetwork, type Network } from './network.ts';
import { createNode, type SimNode, type Surroundings } from './node.ts';
import { createOperators, type Operators } from './operators.ts';
import { LEAST, type Plan, planWorld } from './plan.ts';
import { createRandom } from './random.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createTwins } from './twins.ts';
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
  readonly operators: Operators;
  readonly trace: (text: string) => void;
  /** Nodes that keep to the rules from the beginning to the end. */
  honest(): readonly SimNode[];
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

/** After all has healed, nodes have this long to agree. */
const PATIENCE_MS = 400_000;
const MOST_STEPS = 3_000_000;

/** Makes the world of a seed, lets it run its course, and judges it. `tell` gets a line for each thing that happens. */
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
  let healed = false;

  const trace = (text: string) => {
    const line = `${scheduler.now} ${text}\n`;
    hash.update(line);
    tell(line);
  };
  const fail = (invariant: string, detail: string) => {
    failure ??= { invariant, step: scheduler.step, detail };
    trace(`FAILS ${invariant}: ${detail}`);
  };
  const onError = (node: SimNode, where: string, error: unknown) => {
    if (error instanceof Ended) return;
    fail('unexpected-error', `${node.name} ${where}: ${String(error)}`);
  };
  const ledger = createLedger(fail);
  const byName = new Map<string, SimNode>();
  const nodes: SimNode[] = [];
  const networkRandom = random.fork();
  const chance = random.fork();
  const network = createNetwork({
    scheduler,
    random: networkRandom,
    trace,
    route(to, from) {
      const node = byName.get(to);
      return node === undefined ? undefined : twins.listener(node, from);
    },
  });
  const limits = limitsOf(plan);
  const around: Surroundings = { scheduler, network, ledger, trace, limits, onError, onCrash: startAgain };
  const workload = createWorkload(random.fork(), ledger, nodes, onError);
  const twins = createTwins(around, workload, random, chance);
  const operators = createOperators(scheduler, byName, onError);
  const hostile = new Set<SimNode>();
  const world: World = {
    scheduler,
    network,
    nodes,
    workload,
    ledger,
    operators,
    trace,
    honest: () => nodes.filter((node) => !hostile.has(node)),
    fork: twins.fork,
  };
  const course = createCourse(world, plan, hostile, chance);
  const { enrolled } = operators;
  const outcome: Outcome = { nodes, ledger, fail, enrolled, forks: twins.forks };
  const isOver = () => failure !== undefined || scheduler.step > MOST_STEPS;

  function startNode(node: SimNode): void {
    node.start().catch((error) => onError(node, 'start', error));
  }

  function startAgain(node: SimNode): void {
    scheduler.after(healed ? 500 : chance.int(100, 20_000), () => {
      if (!node.isUp && !twins.hasServed(node)) startNode(node);
    });
  }

  function setLinks(to: object): void {
    for (const a of nodes) for (const b of nodes) Object.assign(network.link(a.name, b.name), to);
  }

  async function makeNodes(): Promise<void> {
    for (let number = 0; number < plan.nodes; number += 1) {
      const node = createNode(await identity(number), random.fork(), around);
      node.skewMs = chance.int(-3_000, 3_000);
      node.drift = chance.pick([0, 0, 1e-4, -1e-4]);
      node.slowMs = plan.slowMs;
      nodes.push(node);
      byName.set(node.name, node);
    }
    setLinks(plan.link);
  }

  function startAll(): void {
    const joiner = plan.joinsLate ? nodes.at(-1) : undefined;
    for (const node of nodes) {
      if (node === joiner) scheduler.after(chance.int(5_000, plan.activeMs / 2), () => startNode(node));
      else startNode(node);
    }
    const both = plan.pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]);
    for (const [from, to] of both)
      scheduler.after(chance.int(100, 2_000), () => operators.enrol(nodes[from]!, nodes[to]!));
  }

  /** Every way works again, every node runs, nobody is suspended. */
  function heal(): void {
    trace('heals');
    healed = true;
    course.endAll();
    setLinks(goodLink());
    for (const node of nodes) {
      node.slowMs = 0;
      if (!node.isUp) startNode(node);
    }
    scheduler.after(5_000, () => operators.resumeAll());
  }

  function hasShownEnough(): boolean {
    const { bulletins, deliveries } = ledger;
    return bulletins >= LEAST.bulletins && deliveries >= LEAST.deliveries && course.faults >= LEAST.faults;
  }

  /** Goes on until the nodes agree, and the world has shown what each world has to show. */
  async function settle(): Promise<void> {
    const patience = scheduler.now + PATIENCE_MS;
    while (!isOver()) {
      await scheduler.run(isOver, scheduler.now + 2_000);
      if (!hasShownEnough() && !isOver()) {
        course.planActs(10, 0, 5_000);
        if (course.faults < LEAST.faults) course.begin('renewal', () => FAULTS.renewal(world, chance));
        await scheduler.run(isOver, scheduler.now + 5_000);
      }
      if (isOver()) return;
      const open = judgeWorld(outcome);
      if (open === undefined && hasShownEnough()) return;
      if (open !== undefined && scheduler.now >= patience) fail(open.invariant, open.detail);
    }
  }

  await makeNodes();
  startAll();
  course.planFaults();
  course.planActs(plan.bulletins, 3_000, plan.activeMs);
  await scheduler.run(isOver, plan.activeMs);
  if (!isOver()) heal();
  await settle();
  if (scheduler.step > MOST_STEPS) fail('endless', `more than ${MOST_STEPS} events`);
  for (const node of [...nodes, ...twins.forks.values()]) {
    node.crash(false);
    node.disk.close();
  }
  return {
    seed,
    failure,
    nodes: plan.nodes,
    bulletins: ledger.bulletins,
    deliveries: ledger.deliveries,
    faults: course.faults,
    steps: scheduler.step,
    virtualMs: scheduler.now,
    trace: hash.digest('hex'),
  };
}

function limitsOf({ entriesPerPage, pollSeconds }: Plan): Surroundings['limits'] {
  return { entriesPerPage, pageBytes: 16 * 1024 * 1024, requestSeconds: 5, pollSeconds };
}
