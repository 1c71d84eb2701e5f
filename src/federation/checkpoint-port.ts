import type { LogOrigin, NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { LogAppend } from '../log/port.ts';
import type { UsedToken } from './port.ts';

/** A checkpoint that its log's key has signed. */
export interface SignedCheckpoint {
  /** Origin line; that of a log that this node only witnesses may have another form than ours. */
  readonly origin: string;
  readonly size: number;
  /** base64, as in the checkpoint */
  readonly root: string;
  /** The signed note. */
  readonly note: string;
}

/** The newest checkpoint of a log that this node cosigned. */
export interface WitnessedLog extends SignedCheckpoint {
  readonly at: EpochMs;
}

/** A witness's signature line over a checkpoint, verified. */
export interface HeldCosignature {
  readonly witness: NodeId;
  readonly keyId: number;
  /** When the witness says that it signed. */
  readonly at: EpochMs;
  /** Newline included. */
  readonly line: string;
}

/** A checkpoint of a tree that is held here, and who cosigned it. */
export interface CosignedCheckpoint extends SignedCheckpoint {
  readonly origin: LogOrigin;
  readonly cosignatures: readonly HeldCosignature[];
}

/** A checkpoint that cannot be compared with the tree yet. */
export interface PendingCheckpoint extends SignedCheckpoint {
  readonly origin: LogOrigin;
  /** Who passed it on. */
  readonly source: NodeId;
  readonly at: EpochMs;
}

/** A log of which two checkpoints do not extend one another. */
export interface KeptFork {
  readonly origin: LogOrigin;
  /** JSON; see log/fork-evidence.ts. */
  readonly evidence: string;
  readonly source: NodeId;
  readonly foundAt: EpochMs;
}

export interface Fork extends KeptFork {
  /** Entries that were held when it was found: those from here on are of disputed origin. */
  readonly held: number;
  /** Entry of the own log that publishes it; undefined: not yet. */
  readonly seq: number | undefined;
}

/** An entry that the log's key signed, in a tree that does not continue the one held. */
export interface BranchEntry {
  readonly seq: number;
  readonly digest: Uint8Array;
  readonly jws: string;
}

/** What witnesses and the search for forks need of the store. */
export interface CheckpointStore {
  witnessed(origin: string): Promise<WitnessedLog | undefined>;
  /**
   * Compares and swaps on the size that was cosigned before, 0 where there is none: false, and nothing is
   * written, if it is another one. Durable (FULL) when it resolves: only then may a cosignature leave.
   */
  advanceWitnessed(next: WitnessedLog, old: number): Promise<boolean>;

  /**
   * Keeps cosignatures of a checkpoint whose root is that of the tree held, and uses up the token that brought
   * them. Of each witness the newest line of a size; sizes by which nothing is proven that a larger one does not
   * prove too are forgotten. Returns how many lines are new. @throws EwsError `token_replayed`
   */
  keepCosignatures(
    checkpoint: SignedCheckpoint & { readonly origin: LogOrigin },
    cosignatures: readonly HeldCosignature[],
    at: EpochMs,
    token?: UsedToken,
  ): Promise<number>;
  /** Cosigned checkpoints larger than a size, the largest first. */
  cosigned(origin: LogOrigin, above: number): Promise<CosignedCheckpoint[]>;
  /** Uses up the token of a request whose effect is the same however often it comes. @throws EwsError `token_replayed` */
  useToken(token: UsedToken, at: EpochMs): Promise<void>;

  /**
   * Of one source and log the smallest and the largest are kept: the one that can be judged soonest, and the one
   * that says most. Returns whether it is kept.
   */
  keepPending(pending: PendingCheckpoint): Promise<boolean>;
  pending(origin: LogOrigin): Promise<PendingCheckpoint[]>;
  dropPending(pending: Pick<PendingCheckpoint, 'origin' | 'source' | 'size' | 'root'>): Promise<void>;

  /** Durable. False, and nothing is changed, if a fork of this log is held already. */
  keepFork(fork: KeptFork): Promise<boolean>;
  fork(origin: LogOrigin): Promise<Fork | undefined>;
  /** Newest first. */
  forks(): Promise<Fork[]>;
  /** Appends the entry that publishes a fork, once. Durable. @throws EwsError `log_size_conflict`, `wrong_state` */
  publishFork(origin: LogOrigin, append: LogAppend): Promise<void>;

  /** Keeps entries of another branch, up to `MAX_BRANCH_ENTRIES` of a log. Returns how many are new. */
  keepBranch(origin: LogOrigin, entries: readonly BranchEntry[], at: EpochMs): Promise<number>;
  /** Those kept, the newest first. */
  branch(origin: LogOrigin, limit: number): Promise<(BranchEntry & { readonly at: EpochMs })[]>;
}

/** Whoever forks a log may write as much as it likes; so much is kept of it. */
export const MAX_BRANCH_ENTRIES = 1_000;
