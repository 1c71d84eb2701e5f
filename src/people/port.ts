import type { AuditEvent, AuditRecord } from '../domain/audit.ts';
import type { Account, Role } from '../domain/people.ts';
import type { EpochMs } from '../domain/time.ts';

export interface StoredAccount extends Account {
  /** argon2id, in PHC string form. */
  readonly passwordHash: string;
  /** Tokens issued before this time are void. */
  readonly tokensFrom: EpochMs;
}

/** What the stage of people needs of the store. Durable when it resolves. */
export interface PeopleStore {
  /** @throws EwsError `already_exists` */
  createAccount(account: StoredAccount, audit: AuditEvent): Promise<void>;
  /** @throws EwsError `not_found` */
  changeAccount(
    name: string,
    change: {
      readonly role?: Role;
      readonly disabled?: boolean;
      readonly passwordHash?: string;
      readonly tokensFrom?: EpochMs;
    },
    audit: AuditEvent,
  ): Promise<void>;
  account(name: string): Promise<StoredAccount | undefined>;
  accounts(): Promise<StoredAccount[]>;

  /**
   * An event that changes nothing else in this database, such as a sign-in or an ingest. It survives the end of
   * the process; a loss of power may take the last ones.
   */
  recordAudit(event: AuditEvent): Promise<void>;
  /** Several at once, and with them the setting that says which were recorded: all or nothing. Durable. */
  recordAudits(
    events: readonly AuditEvent[],
    mark: { readonly name: string; readonly value: string },
  ): Promise<void>;
  /** Records from `fromSeq` on, in order. */
  auditRecords(fromSeq: number, limit: number): Promise<AuditRecord[]>;

  /** Small facts that outlive a restart, such as the business time of a replay; as durable as an audit event. */
  setting(name: string): Promise<string | undefined>;
  setSetting(name: string, value: string): Promise<void>;
}
