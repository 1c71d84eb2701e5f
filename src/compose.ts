import { randomBytes } from 'node:crypto';
import { createBulletins } from './bulletin/bulletins.ts';
import type { Receiver } from './bulletin/context.ts';
import { requireMapping } from './config/mappings.ts';
import { type Config, loadConfig } from './config.ts';
import { createDerivation } from './derive/derive.ts';
import type { SignalChange } from './detect/assess.ts';
import { createDetection } from './detect/detect.ts';
import { asEwsError, EwsError } from './domain/errors.ts';
import type { Fault } from './domain/link.ts';
import type { LogOrigin } from './domain/node-id.ts';
import { DERIVATIONS } from './domain/settings.ts';
import { type Clock, formatInstant, parseInstant } from './domain/time.ts';
import { createEvents, type Events } from './events.ts';
import type { WitnessPolicy } from './federation/context.ts';
import { createFederation } from './federation/federation.ts';
import { createSealing } from './federation/peers/audience-keys.ts';
import { createIdentities } from './federation/peers/identity.ts';
import { CAPABILITY, type NodeDocument } from './federation/protocol.ts';
import { createSignaturePool } from './federation/pull/signature-pool.ts';
import { createShown } from './federation/serve/shown.ts';
import { SPOKEN_VERSIONS } from './federation/versions.ts';
import { createFeed, type Feed } from './feed.ts';
import { ingest } from './ingest/ingest.ts';
import { Parser } from './ingest/parser.ts';
import { createOwnDocument } from './keys/own-document.ts';
import { type OwnKeys, openOwnKeys } from './keys/own-keys.ts';
import { createKeeper } from './links/keeper.ts';
import { createLinks } from './links/links.ts';
import { fenceFile } from './log/fence.ts';
import { parseVkey, requireType, SIGNATURE_TYPE } from './log/note.ts';
import { type OwnLog, openOwnLog } from './log/own-log.ts';
import { openingWith } from './log/sealed-body.ts';
import { sealer } from './log/sealer.ts';
import { createSigner, type Signer } from './log/signer.ts';
import { createLoops, delay, type Loops } from './loops.ts';
import { createOutgoing, createSourceOutgoing } from './net/outgoing.ts';
import { probe } from './net/probe.ts';
import { BUSINESS_TIME, type BusinessClock, type EwsNode } from './node.ts';
import { createPeople } from './people/accounts.ts';
import { allowedHosts } from './sources/settings.ts';
import { createSources } from './sources/sources.ts';
import { announcing } from './store/announce.ts';
import { openStores } from './store/open-stores.ts';
import type { Stores } from './store/stores.ts';

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

  const derivation = createDerivation({
    store: stores.observations,
    definitions: {
      read: () => stores.people.setting(DERIVATIONS),
      write: (text) => stores.people.setSetting(DERIVATIONS, text),
    },
    clock: business,
    onRefused: (code, reason) => events.derivationRefused({ indicator: code, reason }),
  });
  const judgement = createDetection({
    series: stores.observations,
    signals: stores.signals,
    settings: config.detectors,
    clock: business,
    onSignal: (change) => reportSignal(events, change),
  });
  const derive = async () => {
    const startedAt = performance.now();
    const series = await derivation.runDue();
    const milliseconds = Math.round(performance.now() - startedAt);
    if (series > 0) events.derivationFinished({ series, milliseconds });
  };
  const detection = {
    ...judgement,
    get changes() {
      return judgement.changes;
    },
    async runDue() {
      // What cannot be computed is tried again by the next run; the rest is judged all the same.
      await derive().catch((error) => reportLoop(events, 'derivation', error));
      return judgement.runDue();
    },
  };
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
  const retries = { times: config.sources.retries, firstAfterMs: config.sources.retryAfterSeconds * 1000 };
  const ways = new Map(
    config.sourceCatalogue.map((source) => {
      return [source.name, createSourceOutgoing(allowedHosts(source, config.sources), retries)] as const;
    }),
  );
  const sources = createSources({
    settings: config.sourceCatalogue,
    store: stores.sources,
    outgoing: ({ name }) => ways.get(name)!,
    mappings: config.mappings,
    keys: config.secrets.sourceKeys,
    ingest(input, { name, format, delimiter, mapping: named, strict, maxBytes }) {
      const mapping = named === undefined ? undefined : requireMapping(config, named);
      const form = { format: format ?? mapping?.format ?? 'csv', delimiter, mapping, strict, maxBytes };
      return ingest({ input, name, ...form, store: stores.observations, now: business.now() });
    },
    wall,
    bySchedule: business.mode === 'wall' || config.sources.inReplay,
    events,
    random: Math.random,
  });
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
      sources,
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
      await signaturePool.close();
      await Promise.all([outgoing, ...ways.values()].map((each) => each.close()));
      await stores.close();
    },
  };
}

/** Without its writer a node can promise nothing: whoever supervises it starts it again. */
function endProcess(events: Events, { code, message }: EwsError): void {
  events.storeFailed({ what: 'writer', code, message });
  process.exit(1);
}

function wallClock(config: Config): Clock {
  const offsetMs = config.clock.wallOffsetSeconds * 1000;
  return { now: () => Date.now() + offsetMs };
}

async function businessClock(
  config: Config,
  stores: Stores,
  wall: Clock,
  events: Events,
  beforeAdvance: () => Promise<unknown>,
): Promise<BusinessClock> {
  const { business, replayFrom } = config.clock;
  if (business === 'wall' || replayFrom === undefined) {
    const refuse = async () => {
      throw new EwsError(
        'wrong_state',
        'Business time is the wall clock here: only a replay can be advanced.',
      );
    };
    return { mode: 'wall', now: () => wall.now(), advance: refuse };
  }
  let now = parseInstant((await stores.people.setting(BUSINESS_TIME)) ?? replayFrom);
  return {
    mode: 'replay',
    now: () => now,
    async advance(to) {
      if (to < now)
        throw new EwsError(
          'invalid_input',
          `Business time is ${formatInstant(now)}; it does not go back to ${formatInstant(to)}.`,
        );
      await beforeAdvance();
      await stores.people.setSetting(BUSINESS_TIME, formatInstant(to));
      now = to;
      events.clockAdvanced({ to: formatInstant(to) });
    },
  };
}

function witnessPolicy({ witnesses, federation, paths }: Config): WitnessPolicy {
  const logs = witnesses.logs.map((vkey) => {
    try {
      const key = parseVkey(vkey);
      requireType(key, SIGNATURE_TYPE.ed25519);
      return key;
    } catch (cause) {
      const message = `${paths.nodeFile}: witnesses.logs: ${(cause as Error).message}`;
      throw new EwsError('config_invalid', message, {}, { cause });
    }
  });
  const { required, nodes } = witnesses;
  return { required, nodes, logs, gossipSeconds: federation.gossipSeconds };
}

async function openSigner(config: Config, stores: Stores, keys: OwnKeys): Promise<Signer> {
  const { paths } = config;
  const own = await stores.log.ownLog();
  if (own === undefined)
    throw new EwsError('config_invalid', `${paths.data} holds no log: make the node with \`ews init\`.`);
  return createSigner(config.node.id, own.origin, keys.signing);
}

function nodeDocument(config: Config, log: OwnLog, statements: readonly string[]): NodeDocument {
  return {
    v: 1,
    node: config.node.id,
    country: config.node.country,
    url: config.federation.url,
    log: log.origin,
    protocols: [...SPOKEN_VERSIONS],
    capabilities: Object.values(CAPABILITY),
    statements: [...statements],
  };
}

async function receivers(stores: Stores, origin: LogOrigin): Promise<Receiver[]> {
  const [peers, receipts] = await Promise.all([stores.peers.peers(), stores.peers.receipts(origin)]);
  return peers.map(({ node }) => {
    const receipt = receipts.find((candidate) => candidate.peer === node);
    return { node, size: receipt?.size ?? 0, missing: receipt?.missing ?? [], at: receipt?.at };
  });
}

function reportSignal(events: Events, { change, signal }: SignalChange): void {
  const { id, series, detector, level } = signal;
  if (change === 'closed') events.signalClosed({ id, series, detector });
  else events.signalRaised({ id, series, detector, level });
}

function faultFields(fault: Fault | undefined): { class?: string; code?: string; side?: string } {
  if (fault === undefined) return {};
  const { class: kind, code, side } = fault;
  return { class: kind, code, side };
}

function reportLoop(events: Events, loop: string, error: unknown): void {
  const { code, message } = asEwsError(error);
  events.loopFailed({ loop, code, message });
}

function randomId(): string {
  return randomBytes(16).toString('base64url');
}
