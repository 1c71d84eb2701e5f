import type { AuditEvent, AuditRecord } from '../../domain/audit.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Role } from '../../domain/people.ts';
import type { PeopleStore, StoredAccount } from '../../people/port.ts';
import type { Sync } from '../sync.ts';
import type { AuditChain } from './audit.ts';
import { atomically, type Db, durably } from './open.ts';

type AccountChange = Parameters<PeopleStore['changeAccount']>[1];

interface AccountRow {
  readonly name: string;
  readonly role: Role;
  readonly subject: string;
  readonly disabled: 0 | 1;
  readonly passwordHash: string;
  readonly tokensFrom: number;
}

/** Accounts, the audit trail and settings. */
export class SqlitePeople implements Sync<PeopleStore> {
  static readonly writes = [
    'createAccount',
    'changeAccount',
    'recordAudit',
    'recordAudits',
    'setSetting',
  ] as const;

  readonly #db: Db;
  readonly #audit: AuditChain;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db, audit: AuditChain) {
    this.#db = db;
    this.#audit = audit;
    this.#sql = prepare(db);
  }

  createAccount(account: StoredAccount, audit: AuditEvent): void {
    durably(this.#db, () => {
      this.#sql.create.run(rowOf(account));
      this.#audit.appendAudit(audit);
    });
  }

  changeAccount(name: string, change: AccountChange, audit: AuditEvent): void {
    durably(this.#db, () => {
      const account = this.account(name);
      if (account === undefined) throw new EwsError('not_found', `There is no account ${name}.`, { name });
      this.#sql.change.run(rowOf({ ...account, ...change }));
      this.#audit.appendAudit(audit);
    });
  }

  account(name: string): StoredAccount | undefined {
    const row = this.#sql.account.get(name);
    return row === undefined ? undefined : accountOf(row);
  }

  accounts(): StoredAccount[] {
    return this.#sql.accounts.all().map(accountOf);
  }

  recordAudit(event: AuditEvent): void {
    atomically(this.#db, () => this.#audit.appendAudit(event));
  }

  recordAudits(events: readonly AuditEvent[], mark: { readonly name: string; readonly value: string }): void {
    durably(this.#db, () => {
      for (const event of events) this.#audit.appendAudit(event);
      this.#sql.setSetting.run(mark.name, mark.value);
    });
  }

  auditRecords(fromSeq: number, limit: number): AuditRecord[] {
    return this.#audit.auditRecords(fromSeq, limit);
  }

  setting(name: string): string | undefined {
    return this.#sql.setting.get(name);
  }

  setSetting(name: string, value: string): void {
    atomically(this.#db, () => this.#sql.setSetting.run(name, value));
  }
}

function accountOf(row: AccountRow): StoredAccount {
  return { ...row, disabled: row.disabled === 1 };
}

function rowOf(account: StoredAccount): AccountRow {
  return { ...account, disabled: account.disabled ? 1 : 0 };
}

function prepare(db: Db) {
  const account = `SELECT name, role, subject, disabled, password_hash AS passwordHash,
    tokens_from AS tokensFrom FROM account`;
  return {
    create: db.prepare<[AccountRow]>(
      `INSERT INTO account (name, role, subject, disabled, password_hash, tokens_from)
       VALUES (@name, @role, @subject, @disabled, @passwordHash, @tokensFrom)`,
    ),
    change: db.prepare<[AccountRow]>(
      `UPDATE account SET role = @role, disabled = @disabled, password_hash = @passwordHash,
         tokens_from = @tokensFrom
       WHERE name = @name`,
    ),
    account: db.prepare<[string], AccountRow>(`${account} WHERE name = ?`),
    accounts: db.prepare<[], AccountRow>(`${account} ORDER BY name`),
    setting: db.prepare<[string], string>('SELECT value FROM setting WHERE name = ?').pluck(),
    setSetting: db.prepare<[string, string]>(
      'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
  };
}
