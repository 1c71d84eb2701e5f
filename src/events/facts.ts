import type { IngestCounts } from '../domain/ingest-counts.ts';
import type { Level } from '../domain/level.ts';
import type { LinkDirection, LinkState } from '../domain/link.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { ReportKind, ReportState, ReportWay } from '../domain/report.ts';

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
export interface BulletinFields {
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
  reportReceived: {
    readonly id: string;
    readonly kind: ReportKind;
    readonly way: ReportWay;
    readonly outcome: 'stored' | 'duplicate';
  };
  reportJudged: { readonly id: string; readonly state: ReportState };
  catalogueLoaded: Readonly<Record<'stored' | 'revised' | 'duplicate' | 'later', number>>;

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

export type EventName = keyof EventFields;
