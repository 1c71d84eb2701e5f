import { type Bulletins, createBulletins } from '../../src/bulletin/bulletins.ts';
import { EwsError } from '../../src/domain/errors.ts';
import { logOrigin } from '../../src/domain/node-id.ts';
import type { Events } from '../../src/events/events.ts';
import type { FederationParts } from '../../src/federation/context.ts';
import { createFederation, type Federation } from '../../src/federation/federation.ts';
import { createSealing } from '../../src/federation/peers/audience-keys.ts';
import { createIdentities } from '../../src/federation/peers/identity.ts';
import { createShown } from '../../src/federation/serve/shown.ts';
import { SPOKEN_VERSIONS } from '../../src/federation/versions.ts';
import type { Fence } from '../../src/log/fence.ts';
import { thumbprint } from '../../src/log/keys.ts';
import { openOwnLog } from '../../src/log/own-log.ts';
import { openingWith } from '../../src/log/sealed-body.ts';
import { createSigner, type Signer } from '../../src/log/signer.ts';
import { createLoops } from '../../src/loops.ts';
import type { FederationStores } from './guarded-stores.ts';
import type { Life } from './life.ts';
import type { SimNode, Surroundings } from './node.ts';
import { simulatedSealer } from './sealer.ts';

/** A process of a node while it runs. */
export interface Running {
  readonly life: Life;
  readonly parts: FederationParts;
  readonly stores: FederationStores;
  readonly federation: Federation;
  readonly bulletins: Bulletins;
}

/** More than any world brings. */
const QUOTAS = { entriesPerDay: 1e6, bytesPerDay: 1e10, entriesInAll: 1e6, bytesInAll: 1e10 };

const ENCRYPTION = { tlp: ['RED', 'AMBER'], withoutKey: 'plain' } as const;

const WITNESSES = { required: 1, nodes: undefined, logs: [], gossipSeconds: 20 };

const CAPABILITIES = ['pull', 'long-poll', 'hint', 'relay', 'witness'];

/** Wires a process as compose.ts does, on simulated ports. */
export async function compose(
  self: SimNode,
  now: Life,
  stores: FederationStores,
  around: Surroundings,
): Promise<Running> {
  const { identity, name, random } = self;
  const { scheduler, network } = around;
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
    watch: watch(self, now),
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

function watch(self: SimNode, now: Life): FederationParts['watch'] {
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

function missing(): never {
  throw new EwsError('fence_missing', 'This node has no fence.');
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
