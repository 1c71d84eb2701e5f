import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { initNode } from '../../src/cli/init-node.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { type Api, signIn } from '../../src/demo/api.ts';
import { freePorts } from '../../src/demo/processes.ts';
import type { Role } from '../../src/domain/people.ts';
import { createOutgoing, type Outgoing } from '../../src/net/outgoing.ts';
import { auditNodes } from './audit.ts';
import { patiently } from './patiently.ts';

const EWS = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
/** Of every account of a test. */
export const PASSWORD = 'correct horse battery';

/** Processes start in half the time when they find their modules compiled. */
export const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), 'ews-test-compiled') } as const;

/** What is still running this long after it was told to stop is killed. */
const STOP_MS = 20_000;

const PEOPLE = {
  analyst: 'analyst',
  'approver-1': 'approver',
  'approver-2': 'approver',
  operator: 'operator',
  viewer: 'viewer',
} as const satisfies Record<string, Role>;
export type Person = keyof typeof PEOPLE | 'admin';

/** A line of a node's log. */
export interface LogLine {
  readonly event?: string;
  readonly code?: string;
  readonly peer?: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

/** A node process of a test, in a folder of its own, with people signed in. */
export interface TestNode {
  readonly id: string;
  /** The origin of its log. */
  readonly origin: string;
  readonly directory: string;
  readonly agencyUrl: string;
  readonly federationUrl: string;
  readonly fingerprint: string;
  /** The agency API as a person uses it. */
  as(person: Person): Api;
  /** Signs an account in (again): every account of a test has the same password. */
  signIn(name: string): Promise<Api>;
  /** Makes an account besides the usual ones. */
  hire(name: string, role: Role): Promise<Api>;
  /** An answer of the agency API that is not JSON, as a viewer gets it. */
  download(path: string): Promise<string>;
  /** Starts the process (again) and waits until it is ready. */
  start(): Promise<void>;
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it where it stands, so that it answers nothing, and lets it go on. */
  pause(): void;
  resume(): void;
  readonly pid: number | undefined;
  isRunning(): boolean;
  /** What it logged so far. */
  log(): LogLine[];
}

/** Where a node runs that is not on loopback: in a network of its own. */
export interface Place {
  readonly agencyUrl: string;
  /** Where a test reaches its federation listener. Peers may reach it elsewhere. */
  readonly federationUrl: string;
  /** What to start in place of a command, so that it runs there. */
  command(file: string, args: readonly string[]): readonly [file: string, args: readonly string[]];
  /** Makes the folder ready in which the node is made, and undoes that. */
  prepare?(directory: string): void;
  clear?(directory: string): void;
}

export interface NodeOptions {
  readonly place?: Place;
  /** Parts of config/node.yaml that differ from what init writes. */
  readonly config?: Record<string, Record<string, unknown>>;
  readonly replayFrom?: string;
}

/**
 * Makes and starts nodes `kr`, `jp`, …; when the test is over, their logs and what they hold of one another are
 * audited, and all is removed.
 */
export async function startNodes<Name extends string>(
  t: TestContext,
  names: readonly Name[],
  options: NodeOptions & {
    readonly of?: Partial<Record<Name, NodeOptions>>;
    readonly noAudit?: readonly Name[];
  } = {},
): Promise<Record<Name, TestNode>> {
  const directory = mkdtempSync(join(tmpdir(), 'ews-test-'));
  const isElsewhere = Object.values<NodeOptions | undefined>(options.of ?? {}).some((each) => each?.place);
  const outgoing = createOutgoing({ allowHttp: isElsewhere });
  const nodes = new Map<Name, TestNode>();
  // Before anything is started: what a failure leaves behind has to end too.
  t.after(async () => {
    try {
      const audited = [...nodes].filter(([name]) => !options.noAudit?.includes(name));
      // What is wrong already is not to be hidden behind what follows from it.
      if ((t as TestContext & { readonly passed: boolean }).passed) {
        await auditNodes(
          audited.map(([, node]) => node),
          outgoing,
        );
      }
    } finally {
      const stopped = await Promise.allSettled([...nodes.values()].map((node) => node.stop()));
      await outgoing.close();
      for (const [name, node] of nodes) options.of?.[name]?.place?.clear?.(node.directory);
      rmSync(directory, { recursive: true, force: true });
      requireAll(stopped);
    }
  });
  const made = await Promise.allSettled(
    names.map(async (name) => {
      const node = await makeNode(directory, name, { ...options, ...options.of?.[name] }, outgoing);
      nodes.set(name, node);
      await staff(node);
    }),
  );
  requireAll(made);
  return Object.fromEntries(names.map((name) => [name, nodes.get(name)])) as Record<Name, TestNode>;
}

function requireAll(results: readonly PromiseSettledResult<unknown>[]): void {
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** Enrols each node with every other one. */
export async function enrolAll(nodes: readonly TestNode[]): Promise<void> {
  for (const node of nodes) for (const peer of nodes) if (peer !== node) await enrol(node, peer);
}

export async function enrol(node: TestNode, peer: TestNode, url = peer.federationUrl): Promise<void> {
  await node.as('operator').send('POST', '/peers', { url, fingerprint: peer.fingerprint });
}

const signedIn = new WeakMap<TestNode, Map<Person, Api>>();

async function makeNode(
  parent: string,
  name: string,
  options: NodeOptions,
  outgoing: Outgoing,
): Promise<TestNode> {
  const directory = join(parent, name);
  const [agencyPort = 0, federationPort = 0] = await freePorts(0, 0);
  const loopback = (port: number) => `http://127.0.0.1:${port}`;
  const place = options.place ?? onLoopback(loopback(agencyPort), loopback(federationPort));
  const { agencyUrl, federationUrl } = place;
  place.prepare?.(directory);
  const made = await initNode(directory, {
    id: `${name}.ews.example`,
    country: name.slice(0, 2).toUpperCase(),
    agencyPort,
    federationPort,
    federationUrl: loopback(federationPort),
    business: 'replay',
    replayFrom: options.replayFrom ?? '2021-10-11T00:00:00Z',
    admin: { name: 'admin', password: PASSWORD },
    now: Date.now() + 1000 * Number(options.config?.clock?.wallOffsetSeconds ?? 0),
  });
  changeConfig(directory, options.config ?? {});
  let child: ChildProcess | undefined;
  let viewer: string | undefined;

  const node: TestNode = {
    id: made.node,
    origin: made.origin,
    directory,
    agencyUrl,
    federationUrl,
    fingerprint: made.fingerprint,
    as(person) {
      const api = signedIn.get(node)?.get(person);
      if (api === undefined) throw new Error(`${person} is not signed in`);
      return api;
    },
    signIn: (account) => patiently(() => signIn(outgoing, agencyUrl, account, PASSWORD)),
    async hire(account, role) {
      const body = { name: account, role, password: PASSWORD };
      await patiently(() => node.as('admin').send('POST', '/accounts', body));
      return node.signIn(account);
    },
    async download(path) {
      viewer ??= await tokenOf(agencyUrl, 'viewer');
      const answer = await fetch(`${agencyUrl}/api/v1${path}`, {
        headers: { authorization: `Bearer ${viewer}` },
      });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return answer.text();
    },
    async start() {
      const out = openSync(join(directory, 'node.log'), 'a');
      const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('EWS_')));
      const [file, args] = place.command(process.execPath, [EWS, 'start', directory]);
      child = spawn(file, args, {
        env: { ...env, ...COMPILED },
        stdio: ['ignore', out, out],
      });
      closeSync(out);
      try {
        await untilReady(child, agencyUrl, directory);
      } catch (error) {
        await end(child, 'SIGKILL').catch(() => undefined);
        throw error;
      }
    },
    async kill() {
      await end(child, 'SIGKILL');
    },
    async stop() {
      await end(child, 'SIGTERM');
    },
    pause: () => child?.kill('SIGSTOP'),
    resume: () => child?.kill('SIGCONT'),
    get pid() {
      return child?.pid;
    },
    isRunning: () => child !== undefined && child.exitCode === null && child.signalCode === null,
    log: () => readLog(directory),
  };
  await node.start();
  return node;
}

function onLoopback(agencyUrl: string, federationUrl: string): Place {
  return { agencyUrl, federationUrl, command: (file, args) => [file, args] };
}

/** Nodes that encrypt nothing: what is not addressed to one of them, it holds as a digest alone. */
export const PLAIN = { config: { encryption: { tlp: [] } } };

/** Hires the usual people, and signs them in. */
export async function staff(node: TestNode): Promise<void> {
  const apis = new Map<Person, Api>();
  signedIn.set(node, apis);
  apis.set('admin', await node.signIn('admin'));
  for (const [person, role] of Object.entries(PEOPLE))
    apis.set(person as Person, await node.hire(person, role));
}

export async function tokenOf(agencyUrl: string, name: string): Promise<string> {
  const answer = await fetch(`${agencyUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: PASSWORD }),
  });
  return ((await answer.json()) as { token: string }).token;
}

/** Changes config/node.yaml of a node that does not run. Tests ask more often than people do. */
function changeConfig(directory: string, changes: Record<string, Record<string, unknown>>): void {
  const { nodeFile } = nodePaths(directory);
  const config = parse(readFileSync(nodeFile, 'utf8')) as Record<string, Record<string, unknown>>;
  config.limits = {
    ...config.limits,
    agencyRequestsPerMinute: 1_000_000,
    federationRequestsPerMinute: 1_000_000,
    signInsPerMinute: 100_000,
  };
  for (const [section, values] of Object.entries(changes))
    config[section] = { ...config[section], ...values };
  writeFileSync(nodeFile, stringify(config));
}

async function untilReady(child: ChildProcess, agencyUrl: string, directory: string): Promise<void> {
  for (
    let attempt = 0;
    attempt < 4800 && child.exitCode === null && child.signalCode === null;
    attempt += 1
  ) {
    const ready = await fetch(`${agencyUrl}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await sleep(25);
  }
  throw new Error(
    `the node of ${directory} did not start: ${readFileSync(join(directory, 'node.log'), 'utf8').slice(-2000)}`,
  );
}

/** Ends a process; one that did not end well, or not when it was told to, is an error. */
async function end(child: ChildProcess | undefined, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child === undefined || child.signalCode === 'SIGKILL') return;
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exit;
    clearTimeout(timer);
  }
  const { exitCode, signalCode } = child;
  if (exitCode === 0 || signalCode === signal) return;
  throw new Error(`a node ended with ${exitCode ?? signalCode} where ${signal} was to end it`);
}

/** A process that was killed may have left half a line. */
function readLog(directory: string): LogLine[] {
  const lines = readFileSync(join(directory, 'node.log'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    try {
      return line.startsWith('{') ? [JSON.parse(line) as LogLine] : [];
    } catch {
      return [];
    }
  });
}
