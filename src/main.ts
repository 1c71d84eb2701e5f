import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { compose } from './compose.ts';
import { DAY_MS, type EpochMs, formatInstant } from './domain/time.ts';
import { TOPICS } from './domain/topic.ts';
import { buildFederationServer } from './http/federation/server.ts';
import { buildMetricsServer } from './http/metrics/server.ts';
import { buildAgencyServer } from './http/server.ts';
import { usesEnd } from './keys/describe.ts';
import { recordKeys } from './keys/trail.ts';
import type { NodeKeys } from './log/key-statement.ts';
import type { Loops } from './loops.ts';
import type { EwsNode } from './node.ts';

/** A node that runs. */
export interface RunningNode {
  /** Addresses as they can be called on this machine. */
  readonly agencyUrl: string;
  readonly federationUrl: string;
  /** Absent where the configuration asks for none. */
  readonly metricsUrl: string | undefined;
  readonly fingerprint: string;
  stop(reason: string): Promise<void>;
}

/** How often the work of other processes on the same files is looked for. */
const WATCH_MS = 1_000;
/** How long requests under way may take when the node is told to stop. */
const CLOSE_MS = 3_000;
/** How often it is looked whether something is overdue. */
const SILENCE_MS = 60_000;
/** How often it is looked whether an operator has changed keys. */
const KEYS_MS = 1_000;
/** How often it is said that a key ends. */
const KEY_ENDS_MS = 24 * 3_600_000;
const WAL_CHECKPOINT_MS = 5 * 60_000;

/** Starts the node of a folder: its listeners, then pulls and recurring work. */
export async function run(directory: string): Promise<RunningNode> {
  const { node, loops, close } = await compose(directory);
  const { agency, federation, metrics } = node.config;
  const servers: FastifyInstance[] = [];
  const open = (server: FastifyInstance, at: Address) => {
    servers.push(server);
    return listen(server, at.host, at.port);
  };
  try {
    // Before anybody can ask how they fare, or report it.
    await node.links.start(loops);
    const [agencyUrl, federationUrl, metricsUrl] = await Promise.all([
      open(buildAgencyServer(node), agency),
      open(buildFederationServer(node), federation),
      metrics && open(buildMetricsServer(node), metrics),
    ]);
    await node.federation.start();
    node.sources.start(loops);
    startWork(node, loops);
    node.events.nodeStarted({
      agency: agencyUrl,
      federation: federationUrl,
      ...(metricsUrl === undefined ? {} : { metrics: metricsUrl }),
      fingerprint: node.fingerprint,
    });
    return {
      agencyUrl,
      federationUrl,
      metricsUrl,
      get fingerprint() {
        return node.fingerprint;
      },
      async stop(reason) {
        await Promise.all(servers.map(closeSoon));
        await close();
        node.events.nodeStopped({ reason });
      },
    };
  } catch (error) {
    await Promise.allSettled(servers.map((server) => server.close()));
    await close();
    throw error;
  }
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** What is being answered may end; what does not within the time is cut off. */
async function closeSoon(server: FastifyInstance): Promise<void> {
  const closed = server.close();
  const timer = setTimeout(() => server.server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearTimeout(timer);
}

async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  await server.listen({ host, port });
  const { port: bound } = server.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
}

function startWork(node: EwsNode, loops: Loops): void {
  let [seen, foreign] = ['', ''];
  loops.every('watch', WATCH_MS, async () => {
    const [version, others] = await Promise.all([node.stores.dataVersion(), node.stores.foreignVersion()]);
    // What another process wrote was announced by nobody, and may be anything.
    if (others !== foreign && foreign !== '') {
      node.feed.announce(...TOPICS);
      node.derivation.renew();
    }
    foreign = others;
    if (version === seen) return;
    seen = version;
    await node.detection.runDue();
  });
  let standing: EpochMs | undefined;
  loops.every('silence', SILENCE_MS, async () => {
    const now = node.business.now();
    // While a replay goes on, it is looked before each advance: what came by then is in (compose.ts).
    const isPassing = node.business.mode === 'replay' && now !== standing;
    standing = now;
    if (!isPassing) await node.detection.runSilence();
  });
  let inTrail: NodeKeys | undefined;
  loops.every('keys', KEYS_MS, async () => {
    await takeUpKeys(node);
    const { keys } = node.keys;
    if (keys === inTrail) return;
    await recordKeys(keys, node.stores.people, node.wall.now());
    inTrail = keys;
  });
  loops.every('key-ends', KEY_ENDS_MS, async () => tellKeyEnds(node));
  loops.every('wal-checkpoint', WAL_CHECKPOINT_MS, () => node.stores.checkpointWal(), {
    firstAfterMs: WAL_CHECKPOINT_MS,
  });
}

/** An operator changes keys on the node's folder: whatever is signed from here on is signed by the new ones. */
async function takeUpKeys(node: EwsNode): Promise<void> {
  const { keys, document, log, events } = node;
  await keys.refresh();
  await log.refresh();
  if (await document.renew()) events.keysChanged({ statements: keys.statements.length });
}

function tellKeyEnds({ keys, wall, events }: EwsNode): void {
  const now = wall.now();
  for (const { use, endsAt, isNear } of usesEnd(keys.keys, now)) {
    if (!isNear) continue;
    const days = Math.floor((endsAt - now) / DAY_MS);
    events.keyEnding({ use, until: formatInstant(endsAt), days });
  }
}
