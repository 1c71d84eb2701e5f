import { type DestinationStream, type Logger, pino } from 'pino';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { IngestCounts } from './domain/ingest-counts.ts';
import type { Level } from './domain/level.ts';
import type { LinkDirection, LinkState } from './domain/link.ts';
import type { NodeId } from './domain/node-id.ts';
import { createGauges, measureProcess, type NodeState } from './gauges.ts';
import { currentRequestId } from './request-id.ts';

/** Threshold of the log, from everything to nothing. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

interface PeerFields {
  readonly peer: NodeId;
}
interface FailureFields {
  /** An ErrorCode, or the code of a library, such as `SQLITE_FULL`. */
  readonly code: string;
  readonly message: string;
}
interface RequestFields {
  /** Of the request that the line is about; lines that a request causes have it without being told. */
  readonly requestId: string;
}
interface BulletinFields {
  readonly id: string;
  readonly level: Level;
}

/** What happens in a node, and the facts of each event. */
export interface EventFields {
  nodeStarted: {
    readonly agency: string;
    readonly federation: string;
    readonly metrics?: string;
    readonly fingerprint: string;
  };
  nodeStopped: { readonly reason: string };
  storeFailed: FailureFields & { readonly what: string };
  loopFailed: FailureFields & { readonly loop: string };
  fenceRefused: { readonly code: string };
  /** The own log is taken back from peers: the node issues nothing until `logRecovered`. */
  recoveryStarted: { readonly code: string; readonly size: number };
  entriesTakenBack: PeerFields & {
    readonly from: number;
    readonly entries: number;
    readonly sealed: number;
    readonly size: number;
  };
  recoveryFailed: PeerFields & FailureFields;
  recoveryWaiting: { readonly reasons: readonly string[] };
  logRecovered: { readonly size: number; readonly taken: number };
  /** Own entries of which nothing but the digest was held came back whole. */
  ownEntriesOpened: PeerFields & { readonly entries: number };
  clockAdvanced: { readonly to: string };

  ingestFinished: IngestCounts & { readonly source: string; readonly milliseconds: number };
  /** What follows from new observations was computed. */
  derivationFinished: { readonly series: number; readonly milliseconds: number };
  /** An indicator is not computed although it says how. */
  derivationRefused: { readonly indicator: string; readonly reason: string };
  sourceFetched: {
    readonly source: string;
    readonly outcome: 'ingested' | 'not-modified';
    readonly bytes: number;
    readonly milliseconds: number;
  };
  sourceFailed: FailureFields & { readonly source: string; readonly milliseconds: number };
  signalRaised: {
    readonly id: string;
    readonly series: string;
    readonly detector: string;
    readonly level: Level;
  };
  signalClosed: { readonly id: string; readonly series: string; readonly detector: string };
  signalDismissed: { readonly id: string };

  bulletinDrafted: BulletinFields;
  bulletinEdited: BulletinFields;
  bulletinSubmitted: BulletinFields;
  bulletinApproved: BulletinFields & { readonly approvals: number };
  bulletinReturned: BulletinFields;
  bulletinIssued: BulletinFields & { readonly seq: number };
  bulletinWithdrawn: BulletinFields;
  acknowledged: { readonly id: string; readonly type: string };

  pageAccepted: PeerFields & {
    /** Entries in the page, and how many of them were sealed or refused. */
    readonly entries: number;
    readonly sealed: number;
    readonly refused: number;
    /** The peer that it came through, if not from the origin. */
    readonly via?: string | undefined;
    /** Size of its log that is held after the page. */
    readonly size: number;
  };
  /** The own signatures of entries that had been stored on their proven root were checked. */
  signaturesChecked: PeerFields & { readonly entries: number; readonly refused: number };
  /** Entries of the own log were given to a peer that asked for them. */
  pageServed: PeerFields & RequestFields & { readonly from: number; readonly entries: number };
  pageRefused: PeerFields & FailureFields;
  entryRefused: PeerFields & FailureFields & { readonly seq: number };
  pullFailed: PeerFields & FailureFields;
  /** Its log comes through another peer, or no more. */
  relayBegun: PeerFields & { readonly via: string };
  relayEnded: PeerFields & { readonly via: string };
  relayFailed: PeerFields & FailureFields & { readonly via: string };
  /** Entries that a relay had sealed came whole. */
  entriesOpened: PeerFields & { readonly via?: string | undefined; readonly entries: number };
  /** A quota holds pulls of its log up. */
  pullHeldUp: PeerFields & { readonly waiting: number };
  hintSent: PeerFields & { readonly size: number };
  hintFailed: PeerFields & { readonly code: string };
  hintReceived: PeerFields & { readonly size: number };
  cursorReceived: PeerFields & { readonly size: number };
  /** A checkpoint of another log. `way`: who asked for it. */
  checkpointCosigned: {
    readonly log: string;
    readonly size: number;
    readonly way: 'add-checkpoint' | 'pull';
  };
  cosignatureReceived: PeerFields & { readonly size: number };
  /** It was not made, or the log's node did not take it. */
  cosignatureFailed: FailureFields & { readonly log: string; readonly size: number };
  /** Checkpoints that a peer passed on, by what they turned out to be. */
  checkpointsJudged: PeerFields & {
    readonly agreed: number;
    readonly pending: number;
    readonly forked: number;
    readonly unknown: number;
    readonly refused: number;
  };
  gossipFailed: PeerFields & FailureFields;
  /** Two checkpoints of a log do not extend one another. */
  forkFound: {
    readonly log: string;
    readonly source: NodeId;
    readonly sizes: string;
    readonly message: string;
  };
  forkPublished: { readonly log: string; readonly seq: number };
  branchKept: PeerFields & { readonly entries: number };
  /** A request of a peer that was answered with an error. */
  peerRefused: FailureFields & RequestFields & { readonly peer: NodeId | undefined };
  bundleExported: PeerFields & { readonly entries: number };
  bundleImported: {
    readonly from: string;
    readonly whole: boolean;
    readonly problems: number;
    readonly offered: number;
    readonly stored: number;
    readonly sealed: number;
    readonly refused: number;
    readonly duplicate: number;
    readonly failed: number;
  };
  bundlePageRefused: FailureFields & { readonly log: string; readonly from: number };
  /** A peer's log was followed by one of a later epoch. */
  epochFollowed: PeerFields & { readonly from: string; readonly to: string };
  peerEnrolled: PeerFields & { readonly url?: string; readonly via?: readonly string[] };
  peerStateChanged: PeerFields & { readonly state: string };
  /** Its document names keys that were not known. */
  peerKeysChanged: PeerFields & { readonly statements: number };
  /** Its document was fetched and not accepted: what was known of its keys still holds. */
  peerKeysRefused: PeerFields & FailureFields;
  /** This node signs by other keys from here on. */
  keysChanged: { readonly statements: number };
  /** The last key of a use ends soon, and none follows it. */
  keyEnding: { readonly use: string; readonly until: string; readonly days: number };
  /** What is encrypted by policy was not, since these have no key for it. */
  encryptionLeftOut: { readonly nodes: readonly NodeId[] };
  linkChanged: PeerFields & {
    readonly direction: LinkDirection;
    readonly state: LinkState;
    readonly reason: string;
    /** What failed last in this direction. */
    readonly class?: string;
    readonly code?: string;
    readonly side?: string;
  };
  /** The measures of a link, from time to time. */
  linkMeasured: PeerFields & {
    readonly roundTripMs: number | undefined;
    readonly clockOffsetMs: number | undefined;
    readonly checkpointAgeSeconds: number | undefined;
    readonly entriesBehind: number | undefined;
  };
  /** Its clock minus ours. */
  clockOff: PeerFields & { readonly offsetMs: number };

  signedIn: { readonly name: string };
  signInFailed: { readonly name: string; readonly address?: string };
  accountChanged: { readonly name: string; readonly change: string };
  requestFinished: RequestFields & {
    readonly listener: 'agency' | 'federation' | 'metrics';
    readonly method: string;
    /** The route's pattern, never the path asked for. */
    readonly route: string;
    readonly status: number;
    readonly milliseconds: number;
  };
}

type EventName = keyof EventFields;

/** One function for each event: it writes a log line and counts; it never throws. */
export type Events = { readonly [Name in EventName]: (fields: EventFields[Name]) => void } & {
  /** For libraries that write lines of their own. */
  readonly logger: Logger;
  /** What `/metrics` shows. */
  readonly registry: Registry;
  /** Sets the metrics that are a state, which only whoever reads them needs to know. */
  readonly observe: (state: NodeState) => void;
};

type Metrics = ReturnType<typeof createMetrics>;
type LineLevel = Exclude<LogLevel, 'silent'>;
type Measure<Name extends EventName> = (metrics: Metrics, fields: EventFields[Name]) => void;

/** The level of the event's line, the line's text, and what it counts. */
type Rule<Name extends EventName> = readonly [level: LineLevel, text: string, measure?: Measure<Name>];

const RULES: { readonly [Name in EventName]: Rule<Name> } = {
  nodeStarted: ['info', 'node started', (m) => m.up.set(1)],
  nodeStopped: ['info', 'node stopped', (m) => m.up.set(0)],
  storeFailed: ['error', 'the store failed', (m, { code }) => m.storeFailures.inc({ code })],
  loopFailed: ['error', 'a recurring task failed', (m, { loop }) => m.loopFailures.inc({ loop })],
  fenceRefused: ['error', 'the fence refused the log', (m, { code }) => m.fenceRefusals.inc({ code })],
  recoveryStarted: ['warn', 'the log is taken back from peers'],
  entriesTakenBack: ['info', 'own entries came back', countTakenBack],
  recoveryFailed: [
    'warn',
    'a peer could not be asked for the own log',
    (m, { peer, code }) => m.recoveryFailures.inc({ peer, code }),
  ],
  recoveryWaiting: ['warn', 'the log waits for peers'],
  logRecovered: ['info', 'the log was taken back'],
  ownEntriesOpened: [
    'info',
    'content of own entries came back',
    (m, { peer, entries }) => m.entriesTakenBack.inc({ peer, outcome: 'opened' }, entries),
  ],
  clockAdvanced: ['info', 'business clock advanced'],

  ingestFinished: ['info', 'ingest finished', countObservations],
  derivationFinished: ['debug', 'derivation finished', (m, { series }) => m.derivedSeries.inc(series)],
  derivationRefused: ['warn', 'indicator not derived'],
  sourceFetched: [
    'info',
    'source fetched',
    (m, { source, outcome }) => m.sourceRuns.inc({ source, outcome }),
  ],
  sourceFailed: ['warn', 'source failed', (m, { source }) => m.sourceRuns.inc({ source, outcome: 'failed' })],
  signalRaised: ['info', 'signal raised', (m, { level }) => m.signals.inc({ event: 'raised', level })],
  signalClosed: ['info', 'signal closed', (m) => m.signals.inc({ event: 'closed', level: '' })],
  signalDismissed: ['info', 'signal dismissed', (m) => m.signals.inc({ event: 'dismissed', level: '' })],

  bulletinDrafted: ['info', 'bulletin drafted', countBulletin('drafted')],
  bulletinEdited: ['info', 'bulletin edited', countBulletin('edited')],
  bulletinSubmitted: ['info', 'bulletin submitted', countBulletin('submitted')],
  bulletinApproved: ['info', 'bulletin approved', countBulletin('approved')],
  bulletinReturned: ['info', 'bulletin returned to draft', countBulletin('returned')],
  bulletinIssued: ['info', 'bulletin issued', countBulletin('issued')],
  bulletinWithdrawn: ['info', 'bulletin withdrawn', countBulletin('withdrawn')],
  acknowledged: ['info', 'bulletin acknowledged', (m, { type }) => m.acknowledgements.inc({ type })],

  pageAccepted: ['info', 'page accepted', countPage],
  pageServed: ['info', 'page served', (m, { peer }) => m.pagesServed.inc({ peer })],
  pageRefused: ['error', 'page refused', (m, { peer, code }) => m.pagesRefused.inc({ peer, code })],
  signaturesChecked: [
    'info',
    'signatures checked',
    (m, { peer, entries, refused }) => {
      m.signatures.inc({ peer, outcome: 'holds' }, entries - refused);
      m.signatures.inc({ peer, outcome: 'refused' }, refused);
    },
  ],
  entryRefused: ['error', 'entry refused', (m, { peer, code }) => m.entriesRefused.inc({ peer, code })],
  pullFailed: ['warn', 'pull failed', (m, { peer, code }) => m.pullFailures.inc({ peer, code })],
  relayBegun: ['info', 'log comes through another peer'],
  relayEnded: ['info', 'log comes from its own node again'],
  relayFailed: ['warn', 'relay failed', (m, { peer, code }) => m.relayFailures.inc({ peer, code })],
  entriesOpened: [
    'info',
    'sealed entries opened',
    (m, { peer, entries }) => m.entriesOpened.inc({ peer }, entries),
  ],
  pullHeldUp: [
    'warn',
    'pulls held up by a quota',
    (m, { peer, waiting }) => m.entriesHeldUp.set({ peer }, waiting),
  ],
  hintSent: ['debug', 'hint sent', (m, { peer }) => m.hints.inc({ peer, event: 'sent' })],
  hintFailed: ['warn', 'hint failed', (m, { peer }) => m.hints.inc({ peer, event: 'failed' })],
  hintReceived: ['debug', 'hint received', (m, { peer }) => m.hints.inc({ peer, event: 'received' })],
  cursorReceived: ['debug', 'cursor received', (m, { peer, size }) => m.peerCursor.set({ peer }, size)],
  checkpointCosigned: ['debug', 'checkpoint cosigned', (m, { way }) => m.cosigned.inc({ way })],
  cosignatureReceived: [
    'debug',
    'cosignature received',
    (m, { peer }) => m.cosignatures.inc({ peer, event: 'received' }),
  ],
  cosignatureFailed: ['warn', 'cosignature not taken', (m) => m.cosigned.inc({ way: 'failed' })],
  checkpointsJudged: ['debug', 'checkpoints judged', countJudged],
  gossipFailed: ['warn', 'exchange of checkpoints failed', (m, { peer }) => m.gossipFailures.inc({ peer })],
  forkFound: ['error', 'log forked', (m) => m.forksFound.inc()],
  forkPublished: ['warn', 'fork published'],
  branchKept: [
    'error',
    'entries of another branch',
    (m, { peer, entries }) => m.branchEntries.inc({ peer }, entries),
  ],
  peerRefused: ['warn', 'request of a peer refused', countPeerRefusal],
  bundleExported: ['info', 'bundle made'],
  bundleImported: ['info', 'bundle imported', countBundle],
  bundlePageRefused: ['error', 'page of a bundle refused'],
  epochFollowed: ['warn', 'a peer has begun a later log'],
  peerEnrolled: ['info', 'peer enrolled'],
  peerStateChanged: ['info', 'peer state changed'],
  peerKeysChanged: [
    'info',
    'keys of a peer changed',
    (m, { peer }) => m.peerKeys.inc({ peer, event: 'changed' }),
  ],
  peerKeysRefused: [
    'error',
    'keys of a peer refused',
    (m, { peer }) => m.peerKeys.inc({ peer, event: 'refused' }),
  ],
  keysChanged: ['info', 'keys changed'],
  keyEnding: ['warn', 'a key ends soon'],
  encryptionLeftOut: ['warn', 'entry not encrypted', (m) => m.unencrypted.inc()],
  linkChanged: ['warn', 'link changed', measureState],
  linkMeasured: ['trace', 'link measured', measureLink],
  clockOff: ['warn', 'clock of a peer is off'],

  signedIn: ['info', 'signed in', (m) => m.signIns.inc({ result: 'accepted' })],
  signInFailed: ['warn', 'sign-in failed', (m) => m.signIns.inc({ result: 'refused' })],
  accountChanged: ['info', 'account changed'],
  requestFinished: ['debug', 'request finished', countRequest],
};

function countBulletin(event: string): (metrics: Metrics, fields: BulletinFields) => void {
  return (metrics, { level }) => metrics.bulletins.inc({ event, level });
}

function countObservations(metrics: Metrics, fields: EventFields['ingestFinished']): void {
  for (const outcome of ['stored', 'revised', 'unchanged', 'superseded', 'refused'] as const) {
    metrics.observations.inc({ outcome }, fields[outcome]);
  }
}

function countBundle(metrics: Metrics, bundle: EventFields['bundleImported']): void {
  for (const outcome of ['stored', 'sealed', 'refused', 'duplicate', 'failed'] as const) {
    metrics.bundleEntries.inc({ outcome }, bundle[outcome]);
  }
}

function countTakenBack(metrics: Metrics, page: EventFields['entriesTakenBack']): void {
  const { peer, entries, sealed } = page;
  metrics.entriesTakenBack.inc({ peer, outcome: 'whole' }, entries - sealed);
  metrics.entriesTakenBack.inc({ peer, outcome: 'sealed' }, sealed);
}

function countPage(metrics: Metrics, page: EventFields['pageAccepted']): void {
  const { peer } = page;
  metrics.pages.inc({ peer });
  metrics.entries.inc({ peer, outcome: 'verified' }, page.entries - page.sealed - page.refused);
  metrics.entries.inc({ peer, outcome: 'sealed' }, page.sealed);
  metrics.entries.inc({ peer, outcome: 'refused' }, page.refused);
  metrics.peerHeld.set({ peer }, page.size);
  metrics.entriesHeldUp.set({ peer }, 0);
  if (page.via !== undefined) metrics.relayedEntries.inc({ peer, via: page.via }, page.entries);
}

function countJudged(metrics: Metrics, { peer, ...counts }: EventFields['checkpointsJudged']): void {
  for (const [outcome, count] of Object.entries(counts))
    metrics.checkpointsJudged.inc({ peer, outcome }, count);
}

/** Numbers of states in the gauge. */
const STATE_NUMBERS: Readonly<Record<LinkState, number>> = {
  unknown: 0,
  up: 1,
  degraded: 2,
  down: 3,
  suspended: 4,
};

function measureState(metrics: Metrics, { peer, direction, state }: EventFields['linkChanged']): void {
  metrics.linkState.set({ peer, direction }, STATE_NUMBERS[state]);
  metrics.linkChanges.inc({ peer, direction, state });
}

function measureLink(metrics: Metrics, link: EventFields['linkMeasured']): void {
  const labels = { peer: link.peer, direction: 'inbound' };
  if (link.checkpointAgeSeconds !== undefined) metrics.linkAge.set(labels, link.checkpointAgeSeconds);
  if (link.entriesBehind !== undefined) metrics.linkBehind.set(labels, link.entriesBehind);
  if (link.roundTripMs !== undefined) metrics.linkRoundTrip.set(labels, link.roundTripMs / 1000);
}

function countPeerRefusal(metrics: Metrics, { code }: EventFields['peerRefused']): void {
  // The name of the peer is what the caller claims, so it may not become a label.
  metrics.peerRefusals.inc({ code });
}

function countRequest(metrics: Metrics, request: EventFields['requestFinished']): void {
  const { listener, method, route, status } = request;
  metrics.requests.observe({ listener, method, route, status: String(status) }, request.milliseconds / 1000);
}

/** Every metric of a node. `peer` is always the id of an enrolled peer. */
function createMetrics(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers });
  return {
    up: gauge('ews_up', '1 while the node runs', []),
    storeFailures: counter('ews_store_failures_total', 'Failures of the store by code', ['code']),
    loopFailures: counter('ews_loop_failures_total', 'Failed runs of recurring tasks', ['loop']),
    fenceRefusals: counter('ews_fence_refusals_total', 'Times that the fence refused the log', ['code']),
    entriesTakenBack: counter('ews_entries_taken_back_total', 'Entries of the own log that peers gave back', [
      'peer',
      'outcome',
    ]),
    bundleEntries: counter(
      'ews_bundle_entries_total',
      'Entries of imported bundles, by what became of them',
      ['outcome'],
    ),
    recoveryFailures: counter(
      'ews_recovery_failures_total',
      'Times that a peer could not be asked for the own log',
      ['peer', 'code'],
    ),
    observations: counter('ews_observations_total', 'Observations offered, by what became of them', [
      'outcome',
    ]),
    derivedSeries: counter('ews_derived_series_total', 'Derived series that changed', []),
    sourceRuns: counter('ews_source_runs_total', 'Runs of sources of data by outcome', ['source', 'outcome']),
    signals: counter('ews_signals_total', 'Signals raised, closed and dismissed', ['event', 'level']),
    bulletins: counter('ews_bulletins_total', 'Steps in the life of own bulletins', ['event', 'level']),
    acknowledgements: counter('ews_acknowledgements_total', 'Acknowledgements made here', ['type']),
    pages: counter('ews_pages_total', 'Pages of entries accepted', ['peer']),
    pagesServed: counter('ews_pages_served_total', 'Pages with entries given to a peer', ['peer']),
    pagesRefused: counter('ews_pages_refused_total', 'Pages refused as a whole', ['peer', 'code']),
    entries: counter('ews_entries_total', 'Entries of accepted pages by outcome', ['peer', 'outcome']),
    entriesRefused: counter('ews_entries_refused_total', 'Entries refused, by code', ['peer', 'code']),
    signatures: counter(
      'ews_signatures_checked_total',
      'Entries whose signatures were checked after their page',
      ['peer', 'outcome'],
    ),
    pullFailures: counter('ews_pull_failures_total', 'Pulls that failed on the way', ['peer', 'code']),
    cosigned: counter('ews_checkpoints_cosigned_total', 'Checkpoints of other logs cosigned, and not taken', [
      'way',
    ]),
    cosignatures: counter('ews_cosignatures_total', 'Cosignatures of the own log by witness', [
      'peer',
      'event',
    ]),
    checkpointsJudged: counter(
      'ews_checkpoints_judged_total',
      'Checkpoints passed on by a peer, by outcome',
      ['peer', 'outcome'],
    ),
    gossipFailures: counter('ews_checkpoint_exchange_failures_total', 'Failed exchanges of checkpoints', [
      'peer',
    ]),
    forksFound: counter('ews_forks_found_total', 'Logs found to be forked', []),
    branchEntries: counter(
      'ews_branch_entries_total',
      'Entries kept of a branch that does not continue a log',
      ['peer'],
    ),
    relayFailures: counter('ews_relay_failures_total', 'Pulls through another peer that failed', [
      'peer',
      'code',
    ]),
    relayedEntries: counter(
      'ews_relayed_entries_total',
      'Entries of accepted pages that came through another peer',
      ['peer', 'via'],
    ),
    entriesOpened: counter('ews_entries_opened_total', 'Entries sealed by a relay that came whole later', [
      'peer',
    ]),
    entriesHeldUp: gauge('ews_entries_held_up', 'Entries that wait at their origin beyond a quota', ['peer']),
    hints: counter('ews_hints_total', 'Hints sent, failed and received', ['peer', 'event']),
    peerKeys: counter(
      'ews_peer_keys_total',
      'Node documents of a peer that changed its keys, or were refused',
      ['peer', 'event'],
    ),
    unencrypted: counter(
      'ews_entries_unencrypted_total',
      'Own entries not encrypted although the policy says so, for want of a key',
      [],
    ),
    peerHeld: gauge('ews_peer_log_size', 'Entries of the log of a peer held here', ['peer']),
    peerCursor: gauge('ews_peer_cursor_size', 'Size of our log that a peer says it holds', ['peer']),
    linkState: gauge('ews_link_state', 'State of a link: 0 unknown, 1 up, 2 degraded, 3 down, 4 suspended', [
      'peer',
      'direction',
    ]),
    linkChanges: counter('ews_link_changes_total', 'Changes of a link by the state after it', [
      'peer',
      'direction',
      'state',
    ]),
    linkAge: gauge('ews_link_checkpoint_age_seconds', 'Age of the freshest checkpoint of a peer', [
      'peer',
      'direction',
    ]),
    linkBehind: gauge('ews_link_entries_behind', 'Entries of a peer that are not here yet', [
      'peer',
      'direction',
    ]),
    linkRoundTrip: gauge('ews_link_round_trip_seconds', 'Time to a peer and back', ['peer', 'direction']),
    peerRefusals: counter('ews_peer_requests_refused_total', 'Requests of peers refused', ['code']),
    signIns: counter('ews_sign_ins_total', 'Attempts to sign in', ['result']),
    requests: new Histogram({
      name: 'ews_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['listener', 'method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
      registers,
    }),
  };
}

const SECRETS = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["ews-cursor"]',
  'password',
  'token',
  'secret',
];

/** Each secret by name, at the top of a line and up to two levels below it. */
const REDACTED = SECRETS.flatMap((name) =>
  ['', '*', '*.*'].map((parent) =>
    parent === '' || name.startsWith('[') ? parent + name : `${parent}.${name}`,
  ),
);

/**
 * Anything that is signed: a peer's sentence may quote the token that it was sent, and an error the text that
 * it stumbled over, whole or cut short. Base64url of `{"` begins with `eyJ`.
 */
const SIGNED = /eyJ[\w-]{16,}(?:\.[\w-]*){0,2}/g;

function withoutTokens(line: string): string {
  return line.replaceAll(SIGNED, '[redacted]');
}

/** Lines of Fastify name their request themselves. */
function requestIdOf(lines: Logger): { requestId?: string } {
  const requestId = currentRequestId();
  return requestId === undefined || lines.bindings().requestId !== undefined ? {} : { requestId };
}

/** Makes the logger and the metrics of one node. `destination`: standard output unless given. */
export function createEvents(options: {
  readonly level: LogLevel;
  readonly node: NodeId;
  readonly destination?: DestinationStream;
  /** Whether metrics of the process are among those of the node. */
  readonly process?: boolean;
}): Events {
  const logger = pino(
    {
      level: options.level,
      base: { node: options.node },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: (_fields, _level, lines) => requestIdOf(lines),
      redact: { paths: REDACTED, censor: '[redacted]' },
      hooks: { streamWrite: withoutTokens },
    },
    options.destination ?? standardOutput(),
  );
  const registry = new Registry();
  const metrics = createMetrics(registry);
  const setGauges = createGauges(registry);
  const observe = (state: NodeState) => attempt(() => setGauges(state));
  if (options.process === true) measureProcess(registry);
  const functions = Object.keys(RULES).map((name) => [
    name,
    eventFunction(name as EventName, logger, metrics),
  ]);
  return Object.freeze({ ...Object.fromEntries(functions), logger, registry, observe });
}

/** Written at once, so that no line is lost when the process ends; a broken one is not a reason to stop. */
function standardOutput(): DestinationStream {
  const stream = pino.destination({ dest: 1, sync: true });
  stream.on('error', () => undefined);
  return stream;
}

/** One event's function. A full disk or an odd value must not stop what the event only tells of. */
function eventFunction<Name extends EventName>(name: Name, logger: Logger, metrics: Metrics) {
  const [level, text, measure] = RULES[name] as Rule<Name>;
  return (fields: EventFields[Name]): void => {
    attempt(() => logger[level]({ event: name, ...lineFields(fields as { level?: Level }) }, text));
    attempt(() => measure?.(metrics, fields));
  };
}

/** `level` is the log's own word in a line. */
function lineFields(fields: { readonly level?: Level }): object {
  const { level: alertLevel, ...others } = fields;
  return alertLevel === undefined ? others : { alertLevel, ...others };
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // There is nowhere left to report it.
  }
}
