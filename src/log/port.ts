import type { LogOrigin } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { CompactRange, Hash, TreeNode, TreeNodeId } from './merkle.ts';

/** A log as this node holds it: its own one, or a peer's. */
export interface HeldLog {
  readonly origin: LogOrigin;
  readonly range: CompactRange;
  /** The newest checkpoint held of it, a signed note; its size is at least that of the range. */
  readonly checkpoint: string;
}

/** A checkpoint as a page ends with it, and the proof that the tree of the entries up to there is its beginning. */
export interface PageEnd {
  /** A signed note. */
  readonly checkpoint: string;
  /** RFC 6962's consistency proof, each hash in base64. */
  readonly consistency: readonly string[];
}

/** The end of the page that was kept last. */
export interface KeptPageEnd extends PageEnd {
  /** Entries that are held since: what `consistency` begins at. */
  readonly size: number;
}

/** An entry as it is kept: whole, or sealed, when it was not addressed to this node. */
export interface StoredEntry {
  readonly seq: number;
  /** SHA-256 of the compact JWS. */
  readonly digest: Uint8Array;
  /** The compact JWS; absent: sealed. */
  readonly jws: string | undefined;
  /** It is encrypted to others: `jws` is kept in order to hand it on, and cannot be read here. */
  readonly isCiphertext?: true;
  /** Everybody may have it whole: that is its audience, or it is encrypted. Absent: not known without a look at it. */
  readonly forAll?: true;
}

/** Lines of a page with their ends, one for each of so many entries. */
export interface WholeLines {
  readonly entries: number;
  readonly bytes: Uint8Array;
}

/** What appending one entry to the own log changes, ready to be written. */
export interface LogAppend {
  readonly origin: LogOrigin;
  /** Compared and swapped: the log has this size, or nothing is written (`log_size_conflict`). */
  readonly expectedSize: number;
  readonly entry: StoredEntry & { readonly jws: string };
  readonly type: string;
  readonly time: EpochMs;
  readonly range: CompactRange;
  readonly nodes: readonly TreeNode[];
  /** The signed note of the new size, without cosignatures. */
  readonly checkpoint: string;
}

/** What the log needs of the store, for the own log and those of peers alike. */
export interface LogStore {
  /** Makes an empty own log. @throws EwsError `already_exists` */
  createOwnLog(log: HeldLog): Promise<void>;
  /** Appends an entry to the own log that changes nothing else here. Durable. @throws EwsError `log_size_conflict` */
  appendAct(append: LogAppend): Promise<void>;
  ownLog(): Promise<HeldLog | undefined>;
  log(origin: LogOrigin): Promise<HeldLog | undefined>;
  logs(): Promise<HeldLog[]>;
  /**
   * The newest checkpoint of a log that its entries had reached when one that they had not took its place;
   * undefined: there was none, or the one in `checkpoint` is reached.
   */
  provable(origin: LogOrigin): Promise<string | undefined>;
  /** How the page kept last ended, where the entries have not reached its checkpoint; undefined: they have. */
  pageEnd(origin: LogOrigin): Promise<KeptPageEnd | undefined>;
  /** Hashes of perfect subtrees, in the order asked for. @throws EwsError `not_found` if one is not held */
  nodes(origin: LogOrigin, ids: readonly TreeNodeId[]): Promise<Hash[]>;
  /** Entries from a sequence number on, in order. */
  entries(origin: LogOrigin, from: number, limit: number): Promise<StoredEntry[]>;
  /**
   * Entries from a sequence number on as lines of a page, `{"seq":7,"jws":"…"}`, up to the first that is not known to
   * be for all; at most `limit` of them, and no more than it takes to have `bytes`.
   */
  wholeLines(origin: LogOrigin, from: number, limit: number, bytes: number): Promise<WholeLines>;
  /** Key changes that stand in a log and were verified, in order. */
  keyChanges(origin: LogOrigin): Promise<StoredEntry[]>;
}
