import { randomBytes } from 'node:crypto';
import { createBulletins } from './bulletin/bulletins.ts';
import { type Config, loadConfig } from './config.ts';
import { EwsError } from './domain/errors.ts';
import type { Clock } from './domain/time.ts';
import { createEvents, type Events } from './events/events.ts';
import { createFederation } from './federation/federation.ts';
import { createSealing } from './federation/peers/audience-keys.ts';
import { createIdentities } from './federation/peers/identity.ts';
import { createSignaturePool } from './federation/pull/signature-pool.ts';
import { createShown } from './federation/serve/shown.ts';
import { createFeed, type Feed } from './feed.ts';
import { Parser } from './ingest/parser.ts';
import { createOwnDocument } from './keys/own-document.ts';
import { type OwnKeys, openOwnKeys } from './keys/own-keys.ts';
import { createKeeper } from './links/keeper.ts';
import { createLinks } from './links/links.ts';
import { fenceFile } from './log/fence.ts';
import { openOwnLog } from './log/own-log.ts';
import { openingWith } from './log/sealed-body.ts';
import { sealer } from './log/sealer.ts';
import { createSigner, type Signer } from './log/signer.ts';
import { createLoops, delay, type Loops } from './loops.ts';
import { createOutgoing } from './net/outgoing.ts';
import { probe } from './net/probe.ts';
import type { EwsNode } from './node.ts';
import { createPeople } from './people/accounts.ts';
import { announcing } from './store/announce.ts';
import { openStores } from './store/open-stores.ts';
import type { Stores } from './store/stores.ts';
import { businessClock, wallClock } from './wiring/clocks.ts';
import { wireDetection } from './wiring/detection.ts';
import { nodeDocument, receivers, witnessPolicy } from './wiring/federation.ts';
import { wireReports } from './wiring/people-reports.ts';
import { endProcess, faultFields, reportLoop } from './wiring/reports.ts';
import { wireSources } from './wiring/sources.ts';

/** A node that is wired, and what ends it. */
export interface Composed {
  readonly node: EwsNode;
  readonly loops: Loops;
  close(): Promise<void>;
}

/** Wires the node of a folder: config → store → stages. The one place that knows all parts. */
export async function compose(directory: string): Promise<Composed> {
  const config = loadConfig(directory);
  const events = createEvents({ level: config.log.level, node: config.node.id, process: true });
  const feed = createFeed();
  const opened = await openStores(config.paths.data, {
    onWriterFailure: (error) => endProcess(events, error),
  });
  const stores = announcing(opened, feed.announce);
  try {
    return await composeOn(config, events, stores, feed);
  } catch (error) {
    await stores.close();
    throw error;
  }
}

async function composeOn(config: Config, events: Events, stores: Stores, feed: Feed): Promise<Composed> {
  const { id } = config.node;
  const wall = wallClock(config);
  // What is known of the time that a replay leaves is in by then: what is missing is missing.
  const business = await businessClock(config, stores, wall, events, () => detection.runSilence());
  const loops = createLoops({ onError: (loop, error) => reportLoop(events, loop, error) });
  const outgoing = createOutgoing({ allowHttp: config.federation.allowHttp });
  const keys = await openOwnKeys({ node: id, paths: config.paths, logs: stores.log, wall });
  const signer = await openSigner(config, stores, keys);
  const log = await openOwnLog({
    store: stores.log,
    signer,
    fence: fenceFile(config.paths.fence),
    wall,
    onForeign: keys.refresh,
  });
  if (log.state.state !== 'ready') events.fenceRefused({ code: log.state.code });
  if (config.indicators.length > 0) await stores.observations.putIndicators(config.indicators);

  const { derivation, detection, close: endSweep } = wireDetection({ config, stores, events, business });
  const steady: Clock = { now: () => performance.now() };
  const identities = createIdentities();
  const document = await createOwnDocument(keys, (statements) =>
    signer.signNodeDocument(nodeDocument(config, log, statements)),
  );
  const open = openingWith(sealer, keys.decryptionKey);
  const sealFor = createSealing({
    node: id,
    policy: config.encryption,
    sealer,
    peers: stores.peers,
    identities,
    ownKeys: () => keys.keys,
    wall,
    onPlain: (nodes) => events.encryptionLeftOut({ nodes }),
  });
  const signaturePool = createSignaturePool();
  const keeper = createKeeper({
    wall,
    steady,
    clock: (node) => federation.client.clock(node),
    onChange: (change, fault) => {
      events.linkChanged({ ...change, ...faultFields(fault) });
      stores.links.recordChange(change).catch((error) => reportLoop(events, 'link-changes', error));
    },
    onReturn: (node, afterSilence) =>
      afterSilence ? federation.renewPulls(node) : federation.wakePulls(node),
  });
  const federation = createFederation(
    {
      node: id,
      peers: stores.peers,
      logs: stores.log,
      checkpoints: stores.checkpoints,
      recovery: stores.recovery,
      log,
      signer,
      outgoing,
      identities,
      open,
      document: () => document.jws,
      limits: { ...config.limits, pollSeconds: config.federation.pollSeconds },
      witnesses: witnessPolicy(config),
      quotas: config.quotas,
      wall,
      delay,
      random: Math.random,
      randomId,
      events,
      watch: keeper,
      checkSignatures: signaturePool.check,
      shown: createShown({ log, logs: stores.log }),
    },
    loops,
  );
  const links = createLinks({
    node: id,
    origin: log.origin,
    document: () => document.jws,
    fingerprint: () => keys.keys.root,
    keeper,
    store: stores.links,
    peers: stores.peers,
    identities,
    federation,
    signer,
    outgoing,
    probe,
    size: () => log.head().size,
    wall,
    steady,
    random: Math.random,
    randomId,
    events,
  });
  const bulletins = createBulletins({
    node: id,
    contact: config.contact,
    store: stores.bulletins,
    log,
    logs: stores.log,
    signer,
    cosigned: (origin, seq) => federation.witnessing.proving(origin, seq),
    signal: (signal) => stores.signals.signal(signal),
    indicator: (code) => stores.observations.indicator(code),
    receivers: () => receivers(stores, log.origin),
    sealFor,
    open,
    business,
    wall,
    randomId,
    randomHex: () => randomBytes(4).toString('hex'),
    events,
  });
  const parser = new Parser();
  const fetching = wireSources({ config, stores, events, wall, business });
  const reports = wireReports({ config, stores, events, wall, business });
  const people = createPeople({ store: stores.people, wall, randomSubject: randomId, events });
  return {
    node: {
      config,
      stores,
      events,
      wall,
      business,
      log,
      derivation,
      detection,
      reports,
      sources: fetching.sources,
      parser,
      bulletins,
      federation,
      links,
      people,
      feed,
      get fingerprint() {
        return keys.keys.root;
      },
      keys,
      document,
      open,
    },
    loops,
    async close() {
      await loops.stop();
      await parser.close();
      await Promise.all([signaturePool.close(), endSweep()]);
      await Promise.all([outgoing.close(), fetching.close()]);
      await stores.close();
    },
  };
}

async function openSigner(config: Config, stores: Stores, keys: OwnKeys): Promise<Signer> {
  const { paths } = config;
  const own = await stores.log.ownLog();
  if (own === undefined)
    throw new EwsError('config_invalid', `${paths.data} holds no log: make the node with \`ews init\`.`);
  return createSigner(config.node.id, own.origin, keys.signing);
}

function randomId(): string {
  return randomBytes(16).toString('base64url');
}
