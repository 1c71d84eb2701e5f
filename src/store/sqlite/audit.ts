import type { AuditEvent, AuditRecord } from '../../domain/audit.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import { AUDIT_START, auditHash } from '../../people/audit-chain.ts';
import type { Db } from './open.ts';
import { orNull } from './values.ts';

interface AuditRow {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string | null;
  readonly prev: string;
  readonly hash: string;
}

/** The audit trail: every change of state appends to it, inside the transaction that makes the change. */
export class AuditChain {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#sql = prepare(db);
  }

  /** Appends an event, with its hash as people/audit-chain.ts defines it. */
  appendAudit(event: AuditEvent): void {
    const last = this.#sql.last.get();
    const detail = event.detail === undefined ? undefined : canonicalJson(event.detail);
    const record = {
      seq: (last?.seq ?? 0) + 1,
      at: event.at,
      actor: { name: event.actor.name, role: event.actor.role },
      action: event.action,
      subject: event.subject,
      // Hashed as it will be read: a date, for instance, becomes a text when it is stored.
      ...(detail === undefined ? {} : { detail: JSON.parse(detail) as Record<string, unknown> }),
      prev: last?.hash ?? AUDIT_START,
    };
    const { seq, at, action, subject, prev } = record;
    const actor = canonicalJson(record.actor);
    this.#sql.append.run(seq, at, actor, action, subject, orNull(detail), prev, auditHash(record));
  }

  auditRecords(fromSeq: number, limit: number): AuditRecord[] {
    return this.#sql.records.all(fromSeq, limit).map(recordOf);
  }
}

function recordOf({ actor, detail, ...row }: AuditRow): AuditRecord {
  return {
    ...row,
    actor: JSON.parse(actor) as AuditRecord['actor'],
    ...(detail === null ? {} : { detail: JSON.parse(detail) as Record<string, unknown> }),
  };
}

function prepare(db: Db) {
  return {
    last: db.prepare<[], { seq: number; hash: string }>(
      'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
    ),
    append: db.prepare(
      `INSERT INTO audit (seq, at, actor, action, subject, detail, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    records: db.prepare<[number, number], AuditRow>(
      `SELECT seq, at, actor, action, subject, detail, prev, hash FROM audit
       WHERE seq >= ? ORDER BY seq LIMIT ?`,
    ),
  };
}
