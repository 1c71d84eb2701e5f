import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { initNode } from '../../src/cli/init-node.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { type Api, signIn } from '../../src/demo/api.ts';
import { freePort } from '../../src/demo/processes.ts';
import type { Role } from '../../src/domain/people.ts';
import { createOutgoing, type Outgoing } from '../../src/net/outgoing.ts';
import { audit } from './audit.ts';

const EWS = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const PASSWORD = 'correct horse battery';

const PEOPLE = {
  analyst: 'analyst',
  'approver-1': 'approver',
  'approver-2': 'approver',
  operator: 'operator',
  viewer: 'viewer',
} as const satisfies Record<string, Role>;
export type Person = keyof typeof PEOPLE | 'admin';

/** A node process of a test, in a folder of its own, with people signed in. */
export interface TestNode {
  readonly id: string;
  readonly directory: string;
  readonly agencyUrl: string;
  readonly federationUrl: string;
  readonly fingerprint: string;
  /** The agency API as a person uses it. */
  as(person: Person): Api;
  /** Starts the process (again) and waits until it is ready. */
  start(): Promise<void>;
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** What it logged so far, a JSON object a line. */
  log(): { event?: string; code?: string; peer?: string }[];
}

export interface NodeOptions {
  /** Parts of config/node.yaml that differ from what init writes. */
  readonly config?: Record<string, Record<string, unknown>>;
  readonly replayFrom?: string;
}

/** Makes and starts nodes `kr`, `jp`, …; when the test is over their logs are audited and all is removed. */
export async function startNodes<Name extends string>(
  t: TestContext,
  names: readonly Name[],
  options: NodeOptions & {
    readonly of?: Partial<Record<Name, NodeOptions>>;
    readonly noAudit?: readonly Name[];
  } = {},
): Promise<Record<Name, TestNode>> {
  const directory = mkdtempSync(join(tmpdir(), 'ews-test-'));
  const outgoing = createOutgoing({ allowHttp: false });
  const nodes = await Promise.all(
    names.map((name) => makeNode(directory, name, { ...options, ...options.of?.[name] }, outgoing)),
  );
  t.after(async () => {
    try {
      for (const [index, node] of nodes.entries()) {
        if (!options.noAudit?.includes(names[index] as Name)) await audit(node, outgoing);
      }
    } finally {
      await Promise.all(nodes.map((node) => node.kill()));
      await outgoing.close();
      rmSync(directory, { recursive: true, force: true });
    }
  });
  return Object.fromEntries(names.map((name, index) => [name, nodes[index]])) as Record<Name, TestNode>;
}

/** Enrols each node with every other one. */
export async function enrolAll(nodes: readonly TestNode[]): Promise<void> {
  for (const node of nodes) for (const peer of nodes) if (peer !== node) await enrol(node, peer);
}

export async function enrol(node: TestNode, peer: TestNode, url = peer.federationUrl): Promise<void> {
  await node.as('operator').send('POST', '/peers', { url, fingerprint: peer.fingerprint });
}

async function makeNode(
  parent: string,
  name: string,
  options: NodeOptions,
  outgoing: Outgoing,
): Promise<TestNode> {
  const directory = join(parent, name);
  const [agencyPort, federationPort] = [await freePort(0), await freePort(0)];
  const agencyUrl = `http://127.0.0.1:${agencyPort}`;
  const federationUrl = `http://127.0.0.1:${federationPort}`;
  const made = await initNode(directory, {
    id: `${name}.ews.example`,
    country: name.slice(0, 2).toUpperCase(),
    agencyPort,
    federationPort,
    federationUrl,
    business: 'replay',
    replayFrom: options.replayFrom ?? '2021-10-11T00:00:00Z',
    admin: { name: 'admin', password: PASSWORD },
    now: Date.now(),
  });
  changeConfig(directory, options.config ?? {});
  const apis = new Map<Person, Api>();
  let child: ChildProcess | undefined;

  const node: TestNode = {
    id: made.node,
    directory,
    agencyUrl,
    federationUrl,
    fingerprint: made.fingerprint,
    as(person) {
      const api = apis.get(person);
      if (api === undefined) throw new Error(`${person} is not signed in`);
      return api;
    },
    async start() {
      const out = openSync(join(directory, 'node.log'), 'a');
      child = spawn(process.execPath, [EWS, 'start', directory], { stdio: ['ignore', out, out] });
      await untilReady(child, agencyUrl, directory);
    },
    async kill() {
      await end(child, 'SIGKILL');
    },
    async stop() {
      await end(child, 'SIGTERM');
    },
    log: () => readLog(directory),
  };
  await node.start();
  apis.set('admin', await signIn(outgoing, agencyUrl, 'admin', PASSWORD));
  for (const [person, role] of Object.entries(PEOPLE)) {
    await node.as('admin').send('POST', '/accounts', { name: person, role, password: PASSWORD });
    apis.set(person as Person, await signIn(outgoing, agencyUrl, person, PASSWORD));
  }
  return node;
}

/** Changes config/node.yaml of a node that does not run. */
export function changeConfig(directory: string, changes: Record<string, Record<string, unknown>>): void {
  const { nodeFile } = nodePaths(directory);
  const config = parse(readFileSync(nodeFile, 'utf8')) as Record<string, Record<string, unknown>>;
  const limits = {
    agencyRequestsPerMinute: 1_000_000,
    federationRequestsPerMinute: 1_000_000,
    signInsPerMinute: 10_000,
  };
  config.limits = { ...limits, ...config.limits };
  for (const [section, values] of Object.entries(changes))
    config[section] = { ...config[section], ...values };
  mkdirSync(join(directory, 'config'), { recursive: true });
  writeFileSync(nodeFile, stringify(config));
}

async function untilReady(child: ChildProcess, agencyUrl: string, directory: string): Promise<void> {
  for (let attempt = 0; attempt < 600 && child.exitCode === null && child.signalCode === null; attempt += 1) {
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

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

function readLog(directory: string): ReturnType<TestNode['log']> {
  const lines = readFileSync(join(directory, 'node.log'), 'utf8').split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}
