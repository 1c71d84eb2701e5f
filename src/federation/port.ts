import type { Acknowledgement, PeerBulletin } from '../bulletin/port.ts';
import type { AuditEvent } from '../domain/audit.ts';
import type { LogOrigin, NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { CompactRange, TreeNode } from '../log/merkle.ts';
import type { PageEnd, StoredEntry } from '../log/port.ts';
import type { KeptFork } from './checkpoint-port.ts';

/** A peer that an operator enrolled. */
export interface Peer {
  readonly node: NodeId;
  readonly country: string;
  /** Absent: none is known, and its log comes through others. */
  readonly url: string | undefined;
  /** Peers through which it is asked first where it cannot be asked itself. */
  readonly routes: readonly NodeId[];
  /** RFC 7638 thumbprint of its root key, as it came by another way. */
  readonly fingerprint: string;
  readonly origin: LogOrigin;
  /** Its node document, a compact JWS, as last verified. */
  readonly document: string;
  /** `left`: what was exchanged stays; it can be enrolled again under its fingerprint. */
  readonly state: 'active' | 'suspended' | 'left';
  readonly enrolledAt: EpochMs;
}

/** How the link to a peer fares, as far as this side knows. */
export interface PeerContact {
  readonly node: NodeId;
  readonly lastSuccessAt: EpochMs | undefined;
  readonly lastErrorAt: EpochMs | undefined;
  readonly lastErrorCode: string | undefined;
  readonly lastError: string | undefined;
  /** Its clock minus ours, as measured; positive: it is ahead. */
  readonly clockOffsetMs: number | undefined;
  readonly roundTripMs: number | undefined;
  /** Timestamp of the newest cosignature by which its log showed that it is alive. */
  readonly freshAt: EpochMs | undefined;
  /** Size that its newest checkpoint or hint claims. */
  readonly announcedSize: number | undefined;
}

export type ContactUpdate = Partial<Omit<PeerContact, 'node'>>;

/** What an entry of a peer turned out to be. */
export type EntryOutcome = 'verified' | 'sealed' | 'refused';

/** What a verified entry changes here besides being kept. */
export type EntryEffect =
  | BulletinEffect
  | { readonly kind: 'acknowledgement'; readonly acknowledgement: Acknowledgement }
  | { readonly kind: 'fork'; readonly fork: KeptFork }
  | { readonly kind: 'none' };

export interface BulletinEffect {
  readonly kind: 'bulletin';
  readonly bulletin: Omit<PeerBulletin, 'state' | 'signature'>;
  /** The content stands readable in the entry: it is kept there alone. */
  readonly inEntry?: boolean;
  /** What it is found by, where that was made already. */
  readonly search?: string;
}

export interface PageEntry extends StoredEntry {
  /** Its own node sealed it because it does not have it whole: whether it is for this node is open. */
  readonly lost?: boolean;
  readonly outcome: EntryOutcome;
  /** Kind of entry, where it could be read. */
  readonly type: string | undefined;
  /** Why it was refused: an error code and a sentence. */
  readonly reason: string | undefined;
  readonly effect: EntryEffect;
}

/** A verified page, to be written with its cursor in one transaction. */
export interface VerifiedPage {
  readonly peer: NodeId;
  readonly origin: LogOrigin;
  readonly from: number;
  readonly entries: readonly PageEntry[];
  readonly range: CompactRange;
  readonly nodes: readonly TreeNode[];
  readonly checkpoint: string;
  /** The entries' own signatures are yet to be checked: what vouches for them is the root that the origin signed. */
  readonly unchecked?: boolean;
  /** The checkpoint that the entries have reached, where `checkpoint` is one that they have not. */
  readonly provable?: string | undefined;
  /** How the page ended, where its entries have not reached that checkpoint. */
  readonly end?: PageEnd | undefined;
  /** The peer that it came through, if not from the origin: what is sealed in it, the origin may open. */
  readonly via?: NodeId | undefined;
  readonly at: EpochMs;
}

/** Entries of a peer's log, `[from, to)`, whose own signatures are yet to be checked. */
export interface UncheckedEntries {
  readonly origin: LogOrigin;
  readonly from: number;
  readonly to: number;
}

/** What a peer's signed cursor says that it holds of our log. */
export interface Receipt {
  readonly peer: NodeId;
  readonly origin: LogOrigin;
  readonly size: number;
  readonly root: string;
  /** Ranges `[from, to)` of entries addressed to it that it holds only sealed. */
  readonly missing: readonly (readonly [number, number])[];
  readonly jws: string;
  readonly at: EpochMs;
}

/** A request token that was used: it may not be used again while it lives. */
export interface UsedToken {
  readonly issuer: NodeId;
  readonly id: string;
  readonly expiresAt: EpochMs;
}

/** An entry that was refused: why, as an error code, a colon and a sentence. */
export interface RefusedEntry {
  readonly seq: number;
  readonly reason: string;
}

/** The same with the time at which it came. */
export interface KeptRefusal extends RefusedEntry {
  readonly at: EpochMs;
}

export interface EntryCounts {
  readonly verified: number;
  readonly sealed: number;
  readonly refused: number;
}

/** Ranges `[from, to)` of sequence numbers, in order. */
export type SeqRanges = readonly (readonly [number, number])[];

/** Entries of a log that came sealed from a relay, and may be addressed to this node all the same. */
export interface Unconfirmed {
  readonly count: number;
  /** As few as were asked for: the last one then reaches to the last of them. */
  readonly ranges: SeqRanges;
}

/** What the origin, or a relay that was given them, has to say of entries that are held only sealed. */
export interface Settled {
  readonly origin: LogOrigin;
  /** Opened, refused, or sealed by the origin itself; their digests are those that are held. */
  readonly entries: readonly PageEntry[];
  readonly at: EpochMs;
}

/** What was taken of a log so far, for its quotas. Bytes are those of entries as they are kept. */
export interface Intake {
  /** UTC, in days since 1970. */
  readonly day: number;
  readonly dayEntries: number;
  readonly dayBytes: number;
  readonly allEntries: number;
  readonly allBytes: number;
}

/** What the federation needs of the store. */
export interface PeerStore {
  /** Keeps a peer and its log, of which nothing but `checkpoint` is held yet. Durable. @throws EwsError `already_exists` */
  enrol(peer: Peer, checkpoint: string, audit: AuditEvent): Promise<void>;
  /** Durable. @throws EwsError `not_found` */
  setPeerState(node: NodeId, state: Peer['state'], audit: AuditEvent): Promise<void>;
  /** Durable. @throws EwsError `not_found` */
  setPeerDocument(node: NodeId, document: string): Promise<void>;
  /** Replaces where a peer is asked. Durable. @throws EwsError `not_found` */
  setPeerAddress(node: NodeId, at: Pick<Peer, 'url' | 'routes'>, audit: AuditEvent): Promise<void>;
  /**
   * Takes a peer that has left in again, under the same identity. Durable. @throws EwsError `not_found`: there is
   * none that has left and has this fingerprint and log
   */
  enrolAgain(peer: Peer, audit: AuditEvent): Promise<void>;
  peers(): Promise<Peer[]>;
  peer(node: NodeId): Promise<Peer | undefined>;

  /** One for each peer. */
  contacts(): Promise<PeerContact[]>;
  /** Replaces what the update names, `undefined` included; keeps the rest. @throws EwsError `not_found` */
  recordContact(node: NodeId, update: ContactUpdate): Promise<void>;

  /**
   * Entries, tree nodes, effects, checkpoint and cursor in one transaction, durable (FULL) when it resolves.
   * Compares and swaps on the size held: undefined, and nothing is written, if another page came first. A
   * bulletin whose id is held already is refused here: returned, and kept as refused.
   */
  storePage(page: VerifiedPage): Promise<readonly RefusedEntry[] | undefined>;

  /**
   * Keeps a peer's cursor, and uses up the token that brought it, in one transaction. Smaller than the one
   * held: kept as it was. @throws EwsError `token_replayed`
   */
  storeReceipt(receipt: Receipt, token: UsedToken): Promise<void>;
  /** Keeps a cursor that came by another way than a request. Smaller than the one held: kept as it was. */
  keepReceipt(receipt: Receipt): Promise<void>;
  receipts(origin: LogOrigin): Promise<Receipt[]>;
  /** Notes a hint and uses up its token. @throws EwsError `token_replayed` */
  recordHint(node: NodeId, announcedSize: number, at: EpochMs, token: UsedToken): Promise<void>;

  /** Entries of which the signatures are unchecked, in order: the first ranges of them. */
  unchecked(ranges: number): Promise<UncheckedEntries[]>;
  /** How many there are of a log. */
  uncheckedCount(origin: LogOrigin): Promise<number>;
  /**
   * Their signatures were checked, and all but `refused` hold. What was refused has no effect any more: its bulletin
   * is withdrawn. In one transaction; what a loss of power undoes is checked again.
   */
  signaturesChecked(checked: UncheckedEntries, refused: readonly RefusedEntry[]): Promise<void>;
  /** Entries that a relay sealed, in at most `limit` ranges. */
  unconfirmed(origin: LogOrigin, limit: number): Promise<Unconfirmed>;
  /**
   * Opens what was sealed, with what it changes here, or notes that the origin has sealed it itself; in one
   * transaction, durable. What is settled already is left as it is. Returns what is refused here.
   */
  settle(settled: Settled): Promise<readonly RefusedEntry[]>;
  /** What was taken of a log. */
  intake(origin: LogOrigin): Promise<Intake>;

  /** Bulletins and other entries of a peer's log by what became of them. */
  entryCounts(origin: LogOrigin): Promise<EntryCounts>;
  /** Refused entries of a peer's log, newest first, with the reason. */
  refusedEntries(origin: LogOrigin, limit: number): Promise<KeptRefusal[]>;
  /** Those of all peers, newest first. */
  newestRefused(limit: number): Promise<(KeptRefusal & { readonly node: NodeId })[]>;
}
