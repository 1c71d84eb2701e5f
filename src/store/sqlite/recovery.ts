import type { AuditEvent } from '../../domain/audit.ts';
import { EwsError } from '../../domain/errors.ts';
import type { LogOrigin, NodeId } from '../../domain/node-id.ts';
import type {
  LaterLog,
  RecoveredEntry,
  RecoveredPage,
  RecoveryStore,
  RestoredEffect,
} from '../../federation/recovery-port.ts';
import { emptyRange } from '../../log/merkle.ts';
import type { HeldLog, LogAppend } from '../../log/port.ts';
import type { Sync } from '../sync.ts';
import type { AuditChain } from './audit.ts';
import type { SqliteLog } from './log.ts';
import { type Db, durably } from './open.ts';
import type { Received } from './received.ts';
import { RestoredBulletins } from './restored-bulletins.ts';

interface Parts {
  readonly audit: AuditChain;
  readonly log: SqliteLog;
  readonly received: Received;
}

/** The own log on its way back from peers, and the one that follows it. */
export class SqliteRecovery implements Sync<RecoveryStore> {
  static readonly writes = [
    'takeBack',
    'openSealed',
    'settleLog',
    'requirePeers',
    'keepLaterLog',
    'openEpoch',
    'followEpoch',
  ] as const;

  readonly #db: Db;
  readonly #parts: Parts;
  readonly #bulletins: RestoredBulletins;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db, parts: Parts) {
    this.#db = db;
    this.#parts = parts;
    this.#bulletins = new RestoredBulletins(db);
    this.#sql = prepare(db);
  }

  takeBack({ origin, from, entries, range, nodes }: RecoveredPage): boolean {
    const { log } = this.#parts;
    return durably(this.#db, () => {
      const held = log.log(origin);
      const id = held && log.advance(origin, from, range, held.checkpoint);
      if (id === undefined) return false;
      for (const { effect, time, ...entry } of entries) {
        const outcome = entry.jws === undefined ? 'sealed' : 'verified';
        log.addEntry(id, { ...entry, outcome, reason: undefined }, time);
        this.#restore(id, entry.seq, effect);
      }
      log.addNodes(id, nodes);
      return true;
    });
  }

  openSealed(origin: LogOrigin, entries: readonly RecoveredEntry[]): number {
    return durably(this.#db, () => {
      let opened = 0;
      for (const { seq, jws, type, effect } of entries) {
        const log = this.#sql.open.get({ origin, seq, jws, type });
        if (log === undefined) continue;
        opened += 1;
        this.#restore(log, seq, effect);
      }
      return opened;
    });
  }

  settleLog(origin: LogOrigin, size: number, checkpoint: string, audit: AuditEvent): void {
    durably(this.#db, () => {
      requireSize(origin, size, this.#sql.settle.run(checkpoint, origin, size).changes);
      this.#parts.audit.appendAudit(audit);
    });
  }

  sealedEntries(origin: LogOrigin, limit: number): number[] {
    return this.#sql.sealed.all(origin, limit);
  }

  requirePeers(nodes: readonly NodeId[]): void {
    durably(this.#db, () => {
      for (const node of nodes) this.#sql.requirePeer.run(node);
    });
  }

  requiredPeers(): NodeId[] {
    return this.#sql.requiredPeers.all();
  }

  keepLaterLog(later: LaterLog): void {
    durably(this.#db, () => this.#sql.keepLater.run(later));
  }

  laterLogs(): LaterLog[] {
    return this.#sql.laterLogs.all();
  }

  openEpoch(closed: HeldLog, append: LogAppend, audit: AuditEvent): void {
    const { log } = this.#parts;
    durably(this.#db, () => {
      const { size } = closed.range;
      requireSize(closed.origin, size, this.#sql.close.run(closed.origin, size).changes);
      // Its first checkpoint is that of its first entry: nobody sees the log before.
      log.create({ origin: append.origin, range: emptyRange, checkpoint: append.checkpoint }, true);
      log.append(append);
      this.#parts.audit.appendAudit(audit);
    });
  }

  followEpoch(node: NodeId, log: HeldLog, document: string, audit: AuditEvent): void {
    durably(this.#db, () => {
      this.#parts.log.create(log, false);
      if (this.#sql.follow.run(log.origin, document, node).changes === 0) {
        throw new EwsError('not_found', `There is no peer ${node}.`, { node });
      }
      this.#parts.audit.appendAudit(audit);
    });
  }

  #restore(log: number, seq: number, effect: RestoredEffect): void {
    if (effect.kind === 'bulletin') this.#bulletins.restore(log, seq, effect.body);
    if (effect.kind === 'acknowledgement') this.#parts.received.addAcknowledgement(effect.acknowledgement);
  }
}

function requireSize(origin: LogOrigin, size: number, changes: number): void {
  if (changes === 1) return;
  throw new EwsError('log_size_conflict', `The log ${origin} does not have the size ${size}.`, {
    expected: size,
  });
}

function prepare(db: Db) {
  return {
    open: db
      .prepare<[object], number>(
        `UPDATE entry SET jws = @jws, type = @type, outcome = 'verified'
         WHERE log = (SELECT id FROM log WHERE origin = @origin) AND seq = @seq AND outcome = 'sealed'
         RETURNING log`,
      )
      .pluck(),
    settle: db.prepare<[string, string, number]>(
      'UPDATE log SET checkpoint = ? WHERE origin = ? AND size = ? AND own = 1',
    ),
    // In the words of the index of those that are not verified.
    sealed: db
      .prepare<[string, number], number>(
        `SELECT seq FROM entry
         WHERE log = (SELECT id FROM log WHERE origin = ?) AND outcome = 'sealed' AND outcome <> 'verified'
         ORDER BY seq LIMIT ?`,
      )
      .pluck(),
    requirePeer: db.prepare<[string]>('INSERT INTO recovery_peer (node) VALUES (?) ON CONFLICT DO NOTHING'),
    requiredPeers: db.prepare<[], string>('SELECT node FROM recovery_peer ORDER BY node').pluck(),
    keepLater: db.prepare<[LaterLog]>(
      `INSERT INTO later_log (origin, source, note, at) VALUES (@origin, @source, @note, @at)
       ON CONFLICT DO NOTHING`,
    ),
    laterLogs: db.prepare<[], LaterLog>('SELECT origin, source, note, at FROM later_log ORDER BY origin'),
    close: db.prepare<[string, number]>('UPDATE log SET own = 0 WHERE origin = ? AND size = ? AND own = 1'),
    follow: db.prepare<[string, string, string]>('UPDATE peer SET origin = ?, document = ? WHERE node = ?'),
  };
}
