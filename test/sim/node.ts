import { type Bulletins, createBulletins } from '../../src/bulletin/bulletins.ts';
import { EwsError } from '../../src/domain/errors.ts';
import { logOrigin } from '../../src/domain/node-id.ts';
import type { Clock } from '../../src/domain/time.ts';
import type { Events } from '../../src/events.ts';
import { createSealing } from '../../src/federation/audience-keys.ts';
import type { FederationLimits, FederationParts } from '../../src/federation/context.ts';
import { createFederation, type Federation } from '../../src/federation/federation.ts';
import { createIdentities } from '../../src/federation/identity.ts';
import { HEADERS } from '../../src/federation/protocol.ts';
import { createShown } from '../../src/federation/shown.ts';
import { SPOKEN_VERSIONS } from '../../src/federation/versions.ts';
import type { Fence } from '../../src/log/fence.ts';
import { thumbprint } from '../../src/log/keys.ts';
import { rangeRoot } from '../../src/log/merkle.ts';
import { emptyLog, openOwnLog } from '../../src/log/own-log.ts';
import { openingWith } from '../../src/log/sealed-body.ts';
import { createSigner, type Signer } from '../../src/log/signer.ts';
import { createLoops } from '../../src/loops.ts';
import { asyncPorts, callAdapter } from '../../src/store/sqlite/ports.ts';
import type { Stores } from '../../src/store/stores.ts';
import { createDisk, type Disk } from './disk.ts';
import { createEdge } from './edge.ts';
import { EPOCH, type SimIdentity } from './identities.ts';
import type { Ledger } from './ledger.ts';
import { createLife, type Life } from './life.ts';
import type { Incoming, Listener, Network } from './network.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { simulatedSealer } from './sealer.ts';

/** What all nodes of a world share. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly trace: (text: string) => void;
  readonly limits: FederationLimits;
  /** An error that no node should have thrown. */
  readonly onError: (node: SimNode, where: string, error: unknown) => void;
  /** A process ended in the middle of something. */
  readonly onCrash: (node: SimNode) => void;
}

/** A process of a node while it runs. */
export interface Running {
  readonly life: Life;
  readonly parts: FederationParts;
  readonly stores: Pick<Stores, 'log' | 'peers' | 'bulletins' | 'recovery' | 'checkpoints'>;
  readonly federation: Federation;
  readonly bulletins: Bulletins;
}

/** A node: its identity, disk, fence and clock, which outlive its processes, and the process that runs. */
export interface SimNode {
  readonly identity: SimIdentity;
  readonly name: string;
  readonly disk: Disk;
  readonly random: Random;
  readonly wall: Clock;
  /** Its clock: off by this much, and by this share of the time that passes. */
  skewMs: number;
  drift: number;
  /** How long its disk takes over a write, at most. */
  slowMs: number;
  fence: Fence | undefined;
  running: Running | undefined;
  /** Whether a process runs, or begins to. */
  readonly isUp: boolean;
  /** Pulls that were begun, and how they ended, over all its processes. */
  readonly pulls: { begun: number; succeeded: number; failed: number };
  /** What of its lies is added to its answers; see hostile.ts. */
  tamper: ((lines: AsyncIterable<string>, reader: string) => AsyncIterable<string>) | undefined;
  start(): Promise<void>;
  /** Ends the process at the `calls`-th port call from here on; none runs: nothing happens. */
  crashAfter(calls: number, phase: 'before' | 'after', power: boolean): void;
  crash(power: boolean): void;
  /** Replaces what the disk holds by a backup; only while no process runs. */
  restore(backup: Buffer): void;
  listener(): Listener | undefined;
}

/** More than any world brings. */
const QUOTAS = { entriesPerDay: 1e6, bytesPerDay: 1e10, entriesInAll: 1e6, bytesInAll: 1e10 };

const ENCRYPTION = { tlp: ['RED', 'AMBER'], withoutKey: 'plain' } as const;

const WITNESSES = { required: 1, nodes: undefined, logs: [], gossipSeconds: 20 };

const CAPABILITIES = ['pull', 'long-poll', 'hint', 'relay', 'witness'];

export function createNode(identity: SimIdentity, random: Random, around: Surroundings): SimNode {
  const { scheduler, network, ledger } = around;
  const { node: name } = identity;
  let power = false;
  let life: Life | undefined;
  let edge: Listener | undefined;
  let restored = false;

  const disk = createDisk(random.fork(), (written, durable) => {
    for (const { origin, seq, outcome } of written) around.trace(`${name} keeps ${origin} ${seq} ${outcome}`);
    ledger.written(name, written, durable);
  });

  const self: SimNode = {
    identity,
    name,
    disk,
    random,
    wall: { now: () => Math.floor(EPOCH + scheduler.now * (1 + self.drift) + self.skewMs) },
    skewMs: 0,
    drift: 0,
    slowMs: 0,
    fence: undefined,
    running: undefined,
    get isUp() {
      return life?.alive === true;
    },
    pulls: { begun: 0, succeeded: 0, failed: 0 },
    tamper: undefined,
    listener: () => edge,
    start,
    crashAfter(calls, phase, withPower) {
      power = withPower;
      life?.crashAfter(calls, phase);
    },
    crash(withPower) {
      if (life?.alive !== true) return;
      power = withPower;
      crashed();
    },
    restore(backup) {
      disk.restore(backup);
      restored = true;
    },
  };

  function crashed(): void {
    const ended = life!;
    ended.end();
    disk.crash(power);
    if (power) ledger.forgetTokens(name);
    self.running = undefined;
    edge = undefined;
    around.trace(`${name} ends${power ? ' without power' : ''}`);
    // Nobody closes the connections of a machine that has no power.
    if (!power) network.dropped(ended);
    around.onCrash(self);
  }

  async function start(): Promise<void> {
    around.trace(`${name} starts`);
    const now = createLife(crashed);
    life = now;
    const running = await compose(now);
    if (!now.alive) return;
    self.running = running;
    edge = { life: now, handle: createListener(running) };
    await running.federation.start();
  }

  async function compose(now: Life): Promise<Running> {
    const stores = openStores(now);
    await initialise(stores.log);
    ledger.resumed(name, await sizes(stores.log), restored);
    restored = false;
    const signer = guardSigner(now, createSigner(name, logOrigin(name, 1), identity.keys));
    const fence = {
      read: () => now.call(() => self.fence ?? missing()),
      write: (value: Fence) =>
        now.call(() => {
          self.fence = value;
        }),
    };
    const log = await openOwnLog({ store: stores.log, signer, fence, wall: self.wall });
    const loops = createLoops({
      onError: (loop, error) => around.onError(self, loop, error),
      random: () => random.real(),
      delay: now.guard({ delay: scheduler.delay }).delay,
    });
    const document = await signer.signNodeDocument({
      v: 1,
      node: name,
      country: identity.country,
      url: identity.url,
      log: log.origin,
      protocols: [...SPOKEN_VERSIONS],
      capabilities: CAPABILITIES,
      statements: identity.statements,
    });
    const identities = createIdentities();
    const { encryption } = identity.keys;
    const open = openingWith(simulatedSealer, (kid) =>
      kid === thumbprint(encryption) ? encryption : undefined,
    );
    const parts: FederationParts = {
      node: name,
      peers: stores.peers,
      logs: stores.log,
      checkpoints: stores.checkpoints,
      recovery: stores.recovery,
      log,
      signer,
      outgoing: now.guard(network.outgoing(name, now)),
      identities,
      open,
      document: () => document,
      limits: around.limits,
      witnesses: WITNESSES,
      quotas: QUOTAS,
      wall: self.wall,
      delay: now.guard({ delay: scheduler.delay }).delay,
      random: () => random.real(),
      randomId: () => random.id(),
      events: silentEvents,
      watch: watch(now),
      shown: createShown({ log, logs: stores.log }),
    };
    const federation = createFederation(parts, loops);
    const bulletins = createBulletins({
      node: name,
      contact: 'desk',
      store: stores.bulletins,
      log,
      logs: stores.log,
      signer,
      sealFor: createSealing({
        node: name,
        policy: ENCRYPTION,
        sealer: simulatedSealer,
        peers: stores.peers,
        identities,
        ownKeys: () => identity.ownKeys,
        wall: self.wall,
        onPlain: () => undefined,
      }),
      open,
      cosigned: (origin, seq) => federation.witnessing.proving(origin, seq),
      signal: async () => undefined,
      indicator: async () => undefined,
      receivers: async () => [],
      business: self.wall,
      wall: self.wall,
      randomId: () => random.id(),
      randomHex: () => random.hex8(),
      events: silentEvents,
    });
    return { life: now, parts, stores, federation, bulletins };
  }

  /** The real adapters; a write may take its time, and each waits for those before it, as at the writer thread. */
  function openStores(now: Life): Running['stores'] {
    const adapters = disk.adapters();
    let queue: Promise<unknown> | undefined;
    const ports = asyncPorts(
      (port, method, args) => callAdapter(adapters, port, method, args),
      (port, method, args) => {
        const run = () =>
          now.alive ? callAdapter(adapters, port, method, args) : new Promise(() => undefined);
        if (queue === undefined && self.slowMs === 0) return run();
        const done = (queue ?? Promise.resolve())
          .then(() => scheduler.delay(random.int(0, self.slowMs)))
          .then(run);
        const mine = done
          .catch(() => undefined)
          .then(() => {
            if (queue === mine) queue = undefined;
          });
        queue = mine;
        return done;
      },
    );
    return {
      log: now.guard(ports.log),
      peers: now.guard(ports.peers),
      bulletins: now.guard(ports.bulletins),
      recovery: now.guard(ports.recovery),
      checkpoints: now.guard(ports.checkpoints),
    };
  }

  /** What `ews init` does, once. */
  async function initialise(store: Stores['log']): Promise<void> {
    if (self.fence !== undefined) return;
    const empty = emptyLog(identity.origin, createSigner(name, identity.origin, identity.keys));
    await store.createOwnLog(empty);
    self.fence = { origin: identity.origin, size: 0, root: rangeRoot(empty.range) };
  }

  async function sizes(store: Stores['log']): Promise<Map<string, number>> {
    return new Map((await store.logs()).map(({ origin, range }) => [origin, range.size]));
  }

  function watch(now: Life): FederationParts['watch'] {
    return {
      peerChanged: () => undefined,
      answered: () => undefined,
      seen: () => undefined,
      relayEnded: () => undefined,
      pulling: () => {
        if (now.alive) self.pulls.begun += 1;
        const once = (count: 'succeeded' | 'failed') => {
          if (now.alive) self.pulls[count] += 1;
        };
        return { succeeded: () => once('succeeded'), failed: () => once('failed') };
      },
    };
  }

  function createListener({ federation }: Running): Listener['handle'] {
    const handle = createEdge({
      node: name,
      federation,
      wall: self.wall,
      onLine(reader, line) {
        if (self.tamper !== undefined) return;
        ledger.sent(name, reader, line);
        if (line.startsWith('{"checkpoint"'))
          ledger.shown(name, (JSON.parse(line) as { checkpoint: string }).checkpoint, self.fence?.size ?? 0);
      },
      onCheckpoint: (note) => ledger.shown(name, note, self.fence?.size ?? 0),
      onToken: (claims) => ledger.accepted(name, claims),
    });
    return async (request) => {
      const cursor = request.headers[HEADERS.cursor];
      const from = senderOf(request);
      if (cursor !== undefined && from !== undefined && ledger.isTrusted(logOrigin(from, 1)))
        ledger.claimed(from, cursor);
      const answer = await handle(request);
      const { body } = answer;
      if (self.tamper === undefined || typeof body === 'string' || body instanceof Uint8Array) return answer;
      return { ...answer, body: self.tamper(body, from ?? '') };
    };
  }

  return self;
}

function missing(): never {
  throw new EwsError('fence_missing', 'This node has no fence.');
}

/** Who says that he sends this; checked by the node that it is sent to, not here. */
function senderOf({ headers }: Incoming): string | undefined {
  const payload = headers.authorization?.split('.')[1];
  if (payload === undefined) return undefined;
  return (JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { iss: string }).iss;
}

function guardSigner(life: Life, signer: Signer): Signer {
  const { signCheckpoint, cosign, ...later } = signer;
  return {
    ...life.guard(later),
    signCheckpoint: (checkpoint) => life.call(() => signCheckpoint(checkpoint)),
    cosign: (body, at) => life.call(() => cosign(body, at)),
  };
}

/** Lines and metrics of a simulated node are nobody's to read; what counts is asked of its store. */
const silentEvents = new Proxy({} as Events, { get: () => () => undefined });
