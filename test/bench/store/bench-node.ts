import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { initNode } from '../../../src/cli/init-node.ts';
import { signIn } from '../../../src/demo/api.ts';
import { freePorts } from '../../../src/demo/processes.ts';
import type { Indicator } from '../../../src/domain/indicator.ts';
import { createOutgoing } from '../../../src/net/outgoing.ts';
import { PASSWORD } from '../../helpers/nodes.ts';
import { until } from '../../helpers/until.ts';
import { EWS } from './command.ts';
import { catalogue } from './data.ts';

/** What a node of a bench has: if nothing is stated, the catalogue of the store's, and no detectors. */
export interface BenchSetup {
  readonly indicators?: readonly Indicator[];
  /** Whether those of the project judge what comes in. */
  readonly detects?: boolean;
}

/** A node's folder. */
export async function makeBenchNode(
  directory: string,
  { indicators = catalogue(), detects = false }: BenchSetup = {},
): Promise<{ readonly agencyUrl: string }> {
  const [agencyPort = 0, federationPort = 0] = await freePorts(0, 0);
  await initNode(directory, {
    id: 'kr.ews.example',
    country: 'KR',
    agencyPort,
    federationPort,
    business: 'wall',
    admin: { name: 'admin', password: PASSWORD },
    now: Date.now(),
  });
  mkdirSync(join(directory, 'config', 'indicators'), { recursive: true });
  writeFileSync(join(directory, 'config', 'indicators', 'bench.yaml'), stringify(indicators));
  allow(directory);
  if (!detects) switchOff(directory);
  return { agencyUrl: `http://127.0.0.1:${agencyPort}` };
}

/** Nobody is refused for asking often or sending much. */
function allow(directory: string): void {
  const file = join(directory, 'config', 'node.yaml');
  const config = parse(readFileSync(file, 'utf8')) as Record<string, object>;
  config.limits = { ...config.limits, ingestBytes: 2 ** 32 - 1, agencyRequestsPerMinute: 1_000_000 };
  writeFileSync(file, stringify(config));
}

/** No detector runs. */
function switchOff(directory: string): void {
  const project = join(import.meta.dirname, '..', '..', '..', 'config', 'detectors.yaml');
  const detectors = parse(readFileSync(project, 'utf8')) as Record<string, object>;
  writeFileSync(join(directory, 'config', 'detectors.yaml'), stringify({ ...detectors, detectors: {} }));
}

export interface BenchNode {
  readonly agencyUrl: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** A node process with that folder, and an operator's token. */
export async function startBenchNode(directory: string): Promise<BenchNode> {
  const { agencyUrl } = await makeBenchNode(directory);
  return startNode(directory, agencyUrl);
}

export async function startNode(directory: string, agencyUrl: string): Promise<BenchNode> {
  const child = spawn(process.execPath, [EWS, 'start', directory], {
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await until('the node is ready', async () => {
    const answer = await fetch(`${agencyUrl}/health/ready`).catch(() => undefined);
    return answer?.ok === true;
  });
  const outgoing = createOutgoing({ allowHttp: false });
  const admin = await signIn(outgoing, agencyUrl, 'admin', PASSWORD);
  await admin
    .send('POST', '/accounts', { name: 'operator', role: 'operator', password: PASSWORD })
    .catch(() => undefined);
  await outgoing.close();
  const answer = await fetch(`${agencyUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'operator', password: PASSWORD }),
  });
  const { token } = (await answer.json()) as { token: string };
  return {
    agencyUrl,
    token,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
