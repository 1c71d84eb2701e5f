import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { stateKeys } from '../../../src/cli/init-keys.ts';
import type { NodeId } from '../../../src/domain/node-id.ts';
import { createEvents } from '../../../src/events/events.ts';
import type { FederationParts } from '../../../src/federation/context.ts';
import { createFederation } from '../../../src/federation/federation.ts';
import { createIdentities } from '../../../src/federation/peers/identity.ts';
import { checkAtOnce } from '../../../src/federation/pull/signature-checks.ts';
import { createShown } from '../../../src/federation/serve/shown.ts';
import { SPOKEN_VERSIONS } from '../../../src/federation/versions.ts';
import { buildFederationServer } from '../../../src/http/federation/server.ts';
import { createKeeper } from '../../../src/links/keeper.ts';
import { createLinks } from '../../../src/links/links.ts';
import { thumbprint } from '../../../src/log/keys.ts';
import { openingWith } from '../../../src/log/sealed-body.ts';
import { sealer } from '../../../src/log/sealer.ts';
import { createLoops, delay } from '../../../src/loops.ts';
import { createOutgoing } from '../../../src/net/outgoing.ts';
import { probe } from '../../../src/net/probe.ts';
import type { EwsNode } from '../../../src/node.ts';
import { envelopeOf } from './content.ts';
import { openMemoryLog } from './memory-log.ts';
import type { Arrivals } from './ring-arrivals.ts';
import { countBytes } from './socket-bytes.ts';

/** One of many nodes of one process: a store in memory and no threads, but its own listener and real connections. */
export interface RingNode {
  readonly node: NodeId;
  /** Enrols a peer, by its address or as one that is known by its fingerprint and routes alone. */
  enrol(peer: RingNode, routes: readonly NodeId[] | undefined): Promise<void>;
  /** What a peer enrols: who it is, where it listens, its document and its newest checkpoint. */
  introduce(): Parameters<FederationParts['peers']['enrol']>[0] & { readonly checkpoint: string };
  /** Begins to pull. */
  start(): Promise<void>;
  /** Signs a bulletin into its log. */
  issue(): Promise<void>;
  /** Sent and received by its listener, up to this moment. */
  bytes(): number;
  close(): Promise<void>;
}

const OPERATOR = { name: 'bench', role: 'operator', subject: 'bench' } as const;
const WITNESSES = { required: 0, nodes: undefined, logs: [], gossipSeconds: 30 };
const LIMITS = { entriesPerPage: 500, pageBytes: 8_388_608, requestSeconds: 15, pollSeconds: 25 };
const QUOTAS = { entriesPerDay: 1e6, bytesPerDay: 1e10, entriesInAll: 1e6, bytesInAll: 1e10 };

/** Wires a node as compose.ts does, but for what has to do with people and series, and lets it listen. */
export async function startRingNode(
  index: number,
  arrivals: Pick<Arrivals, 'stored' | 'begun'>,
): Promise<RingNode> {
  const node = `n${index}.ring.example`;
  const wall = { now: () => Date.now() };
  const steady = { now: () => performance.now() };
  const randomId = () => randomBytes(16).toString('base64url');
  const { stores, keys, signer, log } = await openMemoryLog(node, wall);
  const { origin } = log;
  const silent = createEvents({ level: 'silent', node });
  const events = { ...silent, relayBegun: ({ peer }: { peer: NodeId }) => arrivals.begun(node, peer) };
  const loops = createLoops({ onError: (loop, error) => reportLoop(node, loop, error) });
  const outgoing = createOutgoing({ allowHttp: false });
  const identities = createIdentities();
  const peers: FederationParts['peers'] = {
    ...stores.peers,
    async storePage(page) {
      const refused = await stores.peers.storePage(page);
      arrivals.stored(node, page.origin, page.range.size);
      return refused;
    },
  };
  let document = '';
  const keeper = createKeeper({
    wall,
    steady,
    clock: (peer) => federation.client.clock(peer),
    onChange: (change) => void stores.links.recordChange(change),
    onReturn: (peer, afterSilence) =>
      afterSilence ? federation.renewPulls(peer) : federation.wakePulls(peer),
  });
  const shared = { node, log, signer, outgoing, identities, wall, randomId, random: Math.random, events };
  const federation = createFederation(
    {
      ...shared,
      peers,
      logs: stores.log,
      checkpoints: stores.checkpoints,
      recovery: stores.recovery,
      open: openingWith(sealer, () => undefined),
      document: () => document,
      limits: LIMITS,
      witnesses: WITNESSES,
      quotas: QUOTAS,
      delay,
      watch: keeper,
      checkSignatures: checkAtOnce,
      shown: createShown({ log, logs: stores.log }),
    },
    loops,
  );
  const links = createLinks({
    ...shared,
    origin,
    document: () => document,
    fingerprint: () => thumbprint(keys.root),
    keeper,
    store: stores.links,
    peers,
    federation,
    probe,
    size: () => log.head().size,
    steady,
  });
  const config = { node: { id: node }, limits: { federationRequestsPerMinute: 1_000_000 } };
  const server = buildFederationServer({ config, events, wall, federation, links } as unknown as EwsNode);
  const bytes = countBytes(server.server);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  document = await signer.signNodeDocument({
    v: 1,
    node,
    country: 'XX',
    url,
    log: origin,
    protocols: [...SPOKEN_VERSIONS],
    capabilities: ['pull', 'long-poll', 'hint', 'link-report', 'relay', 'witness'],
    statements: await stateKeys(node, keys, wall.now()),
  });
  return {
    node,
    bytes,
    introduce: () => ({
      node,
      country: 'XX',
      url,
      routes: [],
      fingerprint: thumbprint(keys.root),
      origin,
      document,
      state: 'active',
      enrolledAt: wall.now(),
      checkpoint: log.head().checkpoint,
    }),
    async enrol(peer, routes) {
      const { checkpoint, ...introduced } = peer.introduce();
      const where = routes === undefined ? {} : { url: undefined, routes };
      const audit = { at: wall.now(), actor: OPERATOR, action: 'peer.enrolled', subject: peer.node };
      await peers.enrol({ ...introduced, ...where }, checkpoint, audit);
    },
    async start() {
      await links.start(loops);
      await federation.start();
    },
    async issue() {
      const make = async (seq: number) => ({
        jws: await signer.signEntry(envelopeOf(origin, node, seq)),
        type: 'bulletin',
        time: wall.now(),
      });
      await log.append(make, (append) => stores.log.appendAct(append));
    },
    async close() {
      server.server.closeAllConnections();
      await server.close();
      await loops.stop();
      await outgoing.close();
      await stores.close();
    },
  };
}

function reportLoop(node: NodeId, loop: string, error: unknown): void {
  process.stderr.write(`${node} ${loop}: ${String(error)}\n`);
}
