import type { LogOrigin } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import {
  type BranchEntry,
  type CheckpointStore,
  type CosignedCheckpoint,
  type Fork,
  type HeldCosignature,
  type KeptFork,
  MAX_BRANCH_ENTRIES,
  type PendingCheckpoint,
  type SignedCheckpoint,
  type WitnessedLog,
} from '../../federation/checkpoint-port.ts';
import type { UsedToken } from '../../federation/port.ts';
import type { LogAppend } from '../../log/port.ts';
import type { Sync } from '../sync.ts';
import { prepareCheckpoints } from './checkpoint-rows.ts';
import type { SqliteLog } from './log.ts';
import { atomically, type Db, durably } from './open.ts';
import type { UsedTokens } from './used-tokens.ts';
import { bytes, orUndefined } from './values.ts';

/** Sizes of one log whose cosignatures are kept at most. */
const MAX_COSIGNED = 256;

interface Parts {
  readonly log: SqliteLog;
  readonly tokens: UsedTokens;
}

/** Cosigned and pending checkpoints, and forks. */
export class SqliteCheckpoints implements Sync<CheckpointStore> {
  static readonly writes = [
    'advanceWitnessed',
    'keepCosignatures',
    'useToken',
    'keepPending',
    'dropPending',
    'keepFork',
    'publishFork',
    'keepBranch',
  ] as const;

  readonly #db: Db;
  readonly #parts: Parts;
  readonly #sql: ReturnType<typeof prepareCheckpoints>;

  constructor(db: Db, parts: Parts) {
    this.#db = db;
    this.#parts = parts;
    this.#sql = prepareCheckpoints(db);
  }

  witnessed(origin: string): WitnessedLog | undefined {
    return this.#sql.witnessed.get(origin);
  }

  advanceWitnessed(next: WitnessedLog, old: number): boolean {
    return durably(this.#db, () => {
      // The statement compares: two that read the same size cannot both go on from it.
      if (this.#sql.advance.run({ ...next, old }).changes === 1) return true;
      return old === 0 && this.#sql.firstWitnessed.run(next).changes === 1;
    });
  }

  keepCosignatures(
    { origin, size, root, note }: SignedCheckpoint,
    cosignatures: readonly HeldCosignature[],
    at: EpochMs,
    token?: UsedToken,
  ): number {
    return atomically(this.#db, () => {
      if (token !== undefined) this.#parts.tokens.use(token, at);
      this.#sql.keepCosigned.run({ origin, size, root, note });
      let added = 0;
      for (const each of cosignatures)
        added += this.#sql.keepCosignature.run({ origin, size, ...each }).changes;
      if (added > 0) this.#forgetCovered(origin);
      return added;
    });
  }

  cosigned(origin: LogOrigin, above: number): CosignedCheckpoint[] {
    const rows = this.#sql.cosignatures.all(origin, above);
    return this.#sql.cosigned.all(origin, above).map((row) => ({
      ...row,
      cosignatures: rows
        .filter(({ size }) => size === row.size)
        .map(({ witness, keyId, at, line }) => ({ witness, keyId, at, line })),
    }));
  }

  useToken(token: UsedToken, at: EpochMs): void {
    atomically(this.#db, () => this.#parts.tokens.use(token, at));
  }

  keepPending(pending: PendingCheckpoint): boolean {
    return atomically(this.#db, () => {
      this.#sql.keepPending.run(pending);
      this.#sql.thinPending.run(pending);
      return this.#sql.isPending.get(pending) === 1;
    });
  }

  pending(origin: LogOrigin): PendingCheckpoint[] {
    return this.#sql.pending.all(origin);
  }

  dropPending(pending: Pick<PendingCheckpoint, 'origin' | 'source' | 'size' | 'root'>): void {
    atomically(this.#db, () => this.#sql.dropPending.run(pending));
  }

  keepFork(fork: KeptFork): boolean {
    return durably(this.#db, () => this.addFork(fork));
  }

  fork(origin: LogOrigin): Fork | undefined {
    const row = this.#sql.fork.get(origin);
    return row === undefined ? undefined : { ...row, seq: orUndefined(row.seq) };
  }

  forks(): Fork[] {
    return this.#sql.forks.all().map((row) => ({ ...row, seq: orUndefined(row.seq) }));
  }

  publishFork(origin: LogOrigin, append: LogAppend): void {
    durably(this.#db, () => {
      this.#parts.log.append(append);
      this.#sql.publishFork.run(append.entry.seq, origin);
    });
  }

  keepBranch(origin: LogOrigin, entries: readonly BranchEntry[], at: EpochMs): number {
    return atomically(this.#db, () => {
      let room = MAX_BRANCH_ENTRIES - (this.#sql.countBranch.get(origin) ?? 0);
      let added = 0;
      for (const each of entries) {
        if (room === 0) break;
        const { changes } = this.#sql.keepBranch.run({ origin, ...each, at });
        added += changes;
        room -= changes;
      }
      return added;
    });
  }

  branch(origin: LogOrigin, limit: number): (BranchEntry & { at: EpochMs })[] {
    return this.#sql.branch
      .all(origin, limit)
      .map(({ digest, ...row }) => ({ ...row, digest: bytes(digest) }));
  }

  /** Inside the caller's transaction. Returns false, and changes nothing, if one of this log is held. */
  addFork(fork: KeptFork): boolean {
    if (this.#sql.fork.get(fork.origin) !== undefined) return false;
    this.#sql.keepFork.run(fork);
    return true;
  }

  /** A larger tree that all of the same witnesses cosigned proves whatever a smaller one does. */
  #forgetCovered(origin: string): void {
    const all = this.cosigned(origin, 0);
    all.forEach(({ size, cosignatures }, place) => {
      const isCovered = all
        .slice(0, place)
        .some((larger) =>
          cosignatures.every(({ witness }) => larger.cosignatures.some((each) => each.witness === witness)),
        );
      if (isCovered || place >= MAX_COSIGNED) this.#sql.forgetCosigned.run(origin, size);
    });
  }
}
