import type { Acknowledgement } from '../bulletin/port.ts';
import type { AuditEvent } from '../domain/audit.ts';
import type { ReceivedBulletinBody } from '../domain/four-eyes.ts';
import type { LogOrigin, NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { CompactRange, TreeNode } from '../log/merkle.ts';
import type { HeldLog, LogAppend, StoredEntry } from '../log/port.ts';

/** What an own entry that came back restores here besides being kept. */
export type RestoredEffect =
  | { readonly kind: 'bulletin'; readonly body: ReceivedBulletinBody }
  | { readonly kind: 'acknowledgement'; readonly acknowledgement: Acknowledgement }
  | { readonly kind: 'none' };

/** An own entry as a peer gave it back; without `jws` the peer holds no more than its digest. */
export interface RecoveredEntry extends StoredEntry {
  /** Kind of entry, where it is whole. */
  readonly type: string | undefined;
  /** When it was signed, as it says itself; of one that is sealed, when it came back. */
  readonly time: EpochMs;
  readonly effect: RestoredEffect;
}

/** Entries of the own log that are proven to continue what the database holds. */
export interface RecoveredPage {
  readonly origin: LogOrigin;
  readonly from: number;
  readonly entries: readonly RecoveredEntry[];
  readonly range: CompactRange;
  readonly nodes: readonly TreeNode[];
}

/** A later log of this node that a peer holds, and this database does not. */
export interface LaterLog {
  readonly origin: LogOrigin;
  readonly source: NodeId;
  readonly note: string;
  readonly at: EpochMs;
}

/** What taking the own log back needs of the store. */
export interface RecoveryStore {
  /**
   * Entries, tree nodes and what the entries restore, in one transaction; durable. The checkpoint stays the one of
   * before, so that the log shows as unfinished until `settleLog`. False, and nothing is written, if the log is not
   * held up to exactly where the page begins.
   */
  takeBack(page: RecoveredPage): Promise<boolean>;
  /** Keeps sealed own entries whole; the caller has compared the digests. Returns how many were sealed before. Durable. */
  openSealed(origin: LogOrigin, entries: readonly RecoveredEntry[]): Promise<number>;
  /** Gives the log its checkpoint of exactly this size. Durable. @throws EwsError `log_size_conflict` */
  settleLog(origin: LogOrigin, size: number, checkpoint: string, audit: AuditEvent): Promise<void>;
  /** Sequence numbers of entries that are held only sealed, in order. */
  sealedEntries(origin: LogOrigin, limit: number): Promise<number[]>;

  /** Names nodes that have to be asked where there is no fence. Durable. */
  requirePeers(nodes: readonly NodeId[]): Promise<void>;
  requiredPeers(): Promise<NodeId[]>;

  /** Durable. Keeps the first one of each origin. */
  keepLaterLog(later: LaterLog): Promise<void>;
  laterLogs(): Promise<LaterLog[]>;

  /** Ends the own log, and begins the next one with its first entry, in one transaction. Durable. @throws EwsError `log_size_conflict` */
  openEpoch(closed: HeldLog, append: LogAppend, audit: AuditEvent): Promise<void>;
  /** A verified node document names a later log: it is held from here on, beside the earlier one. Durable. */
  followEpoch(node: NodeId, log: HeldLog, document: string, audit: AuditEvent): Promise<void>;
}
