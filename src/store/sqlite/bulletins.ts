import type {
  Acknowledgement,
  BulletinQuery,
  BulletinState,
  BulletinStore,
  Disputed,
  OwnBulletin,
  PeerBulletin,
  PeerBulletinQuery,
  Stand,
  Standing,
  Waiting,
  WaitingQuery,
} from '../../bulletin/port.ts';
import type { AuditEvent } from '../../domain/audit.ts';
import type { BulletinContent } from '../../domain/bulletin.ts';
import { canonicalJson, contentDigest } from '../../domain/canonical.ts';
import { EwsError } from '../../domain/errors.ts';
import { searchText } from '../../domain/search.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { LogAppend } from '../../log/port.ts';
import type { BulletinInForce, SituationBulletins } from '../../situation/port.ts';
import type { Sync } from '../sync.ts';
import type { AuditChain } from './audit.ts';
import type { Board } from './board.ts';
import { type BulletinRow, filterOf, ownBulletinOf, prepareBulletins } from './bulletin-rows.ts';
import type { SqliteLog } from './log.ts';
import { type Db, durably } from './open.ts';
import type { Received } from './received.ts';
import type { SqliteSignals } from './signals.ts';
import { SituationDrafts } from './situation-drafts.ts';
import { orNull } from './values.ts';

type Issue = Parameters<BulletinStore['issue']>[0];

/** What else a change of a bulletin writes. */
interface Parts {
  readonly audit: AuditChain;
  readonly board: Board;
  readonly log: SqliteLog;
  readonly received: Received;
  readonly signals: SqliteSignals;
}

/** Bulletins of this node. That four eyes release them is a matter of triggers: migrations/node/004. */
export class SqliteBulletins implements Sync<BulletinStore & SituationBulletins> {
  static readonly writes = [
    'createDraft',
    'editDraft',
    'submit',
    'returnToDraft',
    'withdraw',
    'approve',
    'issue',
    'acknowledge',
  ] as const;

  readonly #db: Db;
  readonly #parts: Parts;
  readonly #ofSituations: SituationDrafts;
  readonly #sql: ReturnType<typeof prepareBulletins>;

  constructor(db: Db, parts: Parts) {
    this.#db = db;
    this.#parts = parts;
    this.#ofSituations = new SituationDrafts(db);
    this.#sql = prepareBulletins(db);
  }

  createDraft(draft: Omit<OwnBulletin, 'life'>, audit: AuditEvent, situation?: string): void {
    this.#change(audit, () => {
      const { content, digest, createdAt, createdBy, signal } = draft;
      requireDigest(content, digest);
      if (situation !== undefined) this.#ofSituations.keep(situation, content.id);
      // The signal first: the bulletin refers to it.
      if (signal !== undefined) this.#parts.signals.markDrafted(signal, content.id);
      const row = { id: content.id, content: canonicalJson(content), digest, createdAt, createdBy };
      this.#sql.create.run({ ...row, signal: orNull(signal), search: searchText(content) });
    });
  }

  editDraft(id: string, expected: string, content: BulletinContent, digest: string, audit: AuditEvent): void {
    this.#change(audit, () => {
      requireSame(this.#require(id, 'draft', 'in-review'), expected);
      requireDigest(content, digest);
      this.#sql.edit.run(canonicalJson(content), digest, searchText(content), id);
    });
  }

  submit(id: string, submission: Stand, audit: AuditEvent): void {
    this.#change(audit, () => {
      requireSame(this.#require(id, 'draft'), submission.digest);
      this.#sql.submit.run({ id, ...submission });
      this.#sql.review.run(id);
    });
  }

  returnToDraft(id: string, audit: AuditEvent): void {
    this.#change(audit, () => {
      this.#require(id, 'in-review');
      this.#sql.draft.run(id);
    });
  }

  withdraw(id: string, audit: AuditEvent): void {
    this.#change(audit, () => {
      this.#require(id, 'draft');
      this.#sql.withdraw.run(id);
    });
  }

  approve(id: string, approval: Stand, audit: AuditEvent): void {
    this.#change(audit, () => {
      requireSame(this.#require(id, 'in-review'), approval.digest);
      this.#sql.approve.run({ id, ...approval });
    });
  }

  issue({ id, sent, digest, append }: Issue, audit: AuditEvent): void {
    this.#change(audit, () => {
      const row = this.#require(id, 'in-review');
      requireSame(row, digest);
      this.#parts.log.append(append);
      this.#sql.issue.run(sent, append.origin, append.entry.seq, id);
      this.#replaceReferences(JSON.parse(row.content) as BulletinContent);
    });
  }

  acknowledge(acknowledgement: Acknowledgement, append: LogAppend, audit: AuditEvent): void {
    this.#change(audit, () => {
      if (!this.#parts.received.addAcknowledgement(acknowledgement)) {
        throw new EwsError('already_exists', 'This person has acknowledged the bulletin so already.', {
          bulletin: acknowledgement.bulletin.id,
          type: acknowledgement.type,
        });
      }
      this.#parts.log.append(append);
    });
  }

  ownBulletin(id: string): OwnBulletin | undefined {
    const row = this.#sql.bulletin.get(id);
    return row === undefined ? undefined : this.#whole(row);
  }

  ownBulletins(query: BulletinQuery): OwnBulletin[] {
    return this.#sql.bulletins.all(filterOf(query)).map((row) => this.#whole(row));
  }

  countWaiting(): Record<'draft' | 'in-review', number> {
    return { draft: 0, 'in-review': 0, ...Object.fromEntries(this.#sql.waiting.all()) };
  }

  peerBulletin(id: string): PeerBulletin | undefined {
    return this.#parts.received.peerBulletin(id);
  }

  peerBulletins(query: PeerBulletinQuery): PeerBulletin[] {
    return this.#parts.received.peerBulletins(query);
  }

  standing(now: EpochMs): Standing[] {
    return this.#parts.board.standing(now);
  }

  bulletinsInForce(query: Parameters<SituationBulletins['bulletinsInForce']>[0]): BulletinInForce[] {
    return this.#parts.board.inForce(query);
  }

  openDraftOf(situation: string): string | undefined {
    return this.#ofSituations.openDraft(situation);
  }

  disputed(now: EpochMs): Disputed[] {
    return this.#parts.board.disputed(now);
  }

  waiting(query: WaitingQuery): Waiting {
    return this.#parts.board.waiting(query);
  }

  acknowledgements(bulletin: string): Acknowledgement[] {
    return this.#parts.received.acknowledgements(bulletin);
  }

  /** A change and its audit record: both, durably, or neither. */
  #change(audit: AuditEvent, change: () => void): void {
    durably(this.#db, () => {
      change();
      this.#parts.audit.appendAudit(audit);
    });
  }

  #whole(row: BulletinRow): OwnBulletin {
    const submission = this.#sql.submission.get(row.id);
    return ownBulletinOf(row, { submission, approvals: this.#sql.approvals.all(row.id) });
  }

  #require(id: string, ...states: BulletinState['state'][]): BulletinRow {
    const row = this.#sql.bulletin.get(id);
    if (row === undefined) throw new EwsError('not_found', `There is no bulletin ${id}.`, { id });
    if (states.includes(row.state)) return row;
    throw new EwsError('wrong_state', `The bulletin ${id} is ${row.state}.`, { id, state: row.state });
  }

  #replaceReferences({ type, references }: BulletinContent): void {
    if (type === 'issue') return;
    for (const { id } of references) {
      const { changes } = this.#sql.replace.run(type === 'update' ? 'updated' : 'cancelled', id);
      if (changes === 1) continue;
      throw new EwsError('wrong_state', `${id} is not in force, so nothing can replace it.`, { id });
    }
  }
}

function requireSame({ id, digest }: BulletinRow, expected: string): void {
  if (digest === expected) return;
  throw new EwsError('content_changed', `The bulletin ${id} reads otherwise in the meantime.`, {
    digest,
    named: expected,
  });
}

function requireDigest(content: BulletinContent, digest: string): void {
  const actual = contentDigest(content);
  if (actual === digest) return;
  throw new EwsError('content_changed', 'The digest is not that of the content.', {
    digest: actual,
    named: digest,
  });
}
