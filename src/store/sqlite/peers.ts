import type { AuditEvent } from '../../domain/audit.ts';
import { EwsError } from '../../domain/errors.ts';
import type { LogOrigin, NodeId } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import type {
  ContactUpdate,
  EntryCounts,
  Intake,
  KeptRefusal,
  Peer,
  PeerContact,
  PeerStore,
  Receipt,
  RefusedEntry,
  Settled,
  UncheckedEntries,
  Unconfirmed,
  UsedToken,
  VerifiedPage,
} from '../../federation/port.ts';
import { emptyRange } from '../../log/merkle.ts';
import type { Sync } from '../sync.ts';
import type { AuditChain } from './audit.ts';
import type { SqliteLog } from './log.ts';
import { atomically, type Db, durably } from './open.ts';
import type { Pages } from './pages.ts';
import { contactOf, contactRow, peerOf, peerRow, preparePeers, receiptOf } from './peer-rows.ts';
import type { Sealed } from './sealed.ts';
import type { Unchecked } from './unchecked.ts';
import type { UsedTokens } from './used-tokens.ts';

interface Parts {
  readonly audit: AuditChain;
  readonly log: SqliteLog;
  readonly pages: Pages;
  readonly sealed: Sealed;
  readonly tokens: UsedTokens;
  readonly unchecked: Unchecked;
}

/** Peers, the links to them, and what came from them. */
export class SqlitePeers implements Sync<PeerStore> {
  static readonly writes = [
    'enrol',
    'setPeerState',
    'setPeerDocument',
    'setPeerAddress',
    'enrolAgain',
    'settle',
    'recordContact',
    'storePage',
    'storeReceipt',
    'keepReceipt',
    'recordHint',
    'signaturesChecked',
  ] as const;

  readonly #db: Db;
  readonly #parts: Parts;
  readonly #sql: ReturnType<typeof preparePeers>;

  constructor(db: Db, parts: Parts) {
    this.#db = db;
    this.#parts = parts;
    this.#sql = preparePeers(db);
  }

  enrol(peer: Peer, checkpoint: string, audit: AuditEvent): void {
    durably(this.#db, () => {
      this.#parts.log.create({ origin: peer.origin, range: emptyRange, checkpoint }, false);
      this.#sql.enrol.run(peerRow(peer));
      this.#parts.audit.appendAudit(audit);
    });
  }

  setPeerState(node: NodeId, state: Peer['state'], audit: AuditEvent): void {
    durably(this.#db, () => {
      const [kept, leftAt] = state === 'left' ? (['suspended', audit.at] as const) : [state, null];
      this.#require(node, this.#sql.setState.run(kept, leftAt, node).changes);
      this.#parts.audit.appendAudit(audit);
    });
  }

  setPeerDocument(node: NodeId, document: string): void {
    durably(this.#db, () => this.#require(node, this.#sql.setDocument.run(document, node).changes));
  }

  setPeerAddress(node: NodeId, { url, routes }: Pick<Peer, 'url' | 'routes'>, audit: AuditEvent): void {
    durably(this.#db, () => {
      this.#require(node, this.#sql.setAddress.run(url ?? '', JSON.stringify(routes), node).changes);
      this.#parts.audit.appendAudit(audit);
    });
  }

  enrolAgain(peer: Peer, audit: AuditEvent): void {
    durably(this.#db, () => {
      this.#require(peer.node, this.#sql.enrolAgain.run(peerRow(peer)).changes);
      this.#parts.audit.appendAudit(audit);
    });
  }

  peers(): Peer[] {
    return this.#sql.peers.all().map(peerOf);
  }

  peer(node: NodeId): Peer | undefined {
    const row = this.#sql.peer.get(node);
    return row === undefined ? undefined : peerOf(row);
  }

  contacts(): PeerContact[] {
    return this.#sql.contacts.all().map(contactOf);
  }

  recordContact(node: NodeId, update: ContactUpdate): void {
    atomically(this.#db, () => this.#putContact(node, () => update));
  }

  storePage(page: VerifiedPage): RefusedEntry[] | undefined {
    return durably(this.#db, () => this.#parts.pages.store(page));
  }

  unconfirmed(origin: LogOrigin, limit: number): Unconfirmed {
    return this.#parts.sealed.unconfirmed(origin, limit);
  }

  settle(settled: Settled): RefusedEntry[] {
    return durably(this.#db, () => this.#parts.pages.settle(settled));
  }

  intake(origin: LogOrigin): Intake {
    return this.#parts.sealed.intake(origin);
  }

  storeReceipt(receipt: Receipt, token: UsedToken): void {
    atomically(this.#db, () => {
      this.#parts.tokens.use(token, receipt.at);
      this.#sql.putReceipt.run({ ...receipt, missing: JSON.stringify(receipt.missing) });
    });
  }

  keepReceipt(receipt: Receipt): void {
    const row = { ...receipt, missing: JSON.stringify(receipt.missing) };
    atomically(this.#db, () => this.#sql.putReceipt.run(row));
  }

  receipts(origin: LogOrigin): Receipt[] {
    return this.#sql.receipts.all(origin).map(receiptOf);
  }

  recordHint(node: NodeId, announcedSize: number, at: EpochMs, token: UsedToken): void {
    atomically(this.#db, () => {
      this.#parts.tokens.use(token, at);
      // Hints may overtake one another: a smaller one is an older one.
      this.#putContact(node, (held) => ({
        announcedSize: Math.max(announcedSize, held?.announcedSize ?? 0),
      }));
    });
  }

  unchecked(ranges: number): UncheckedEntries[] {
    return this.#parts.unchecked.first(ranges);
  }

  uncheckedCount(origin: LogOrigin): number {
    return this.#parts.unchecked.count(origin);
  }

  signaturesChecked(checked: UncheckedEntries, refused: readonly RefusedEntry[]): void {
    atomically(this.#db, () => this.#parts.unchecked.settle(checked, refused));
  }

  entryCounts(origin: LogOrigin): EntryCounts {
    const others = Object.fromEntries(this.#sql.entryCounts.all(origin));
    const { sealed = 0, refused = 0 } = others;
    const size = this.#parts.log.log(origin)?.range.size ?? 0;
    return { verified: size - sealed - refused, sealed, refused };
  }

  refusedEntries(origin: LogOrigin, limit: number): KeptRefusal[] {
    return this.#sql.refusedEntries.all(origin, limit);
  }

  newestRefused(limit: number): (KeptRefusal & { node: NodeId })[] {
    // Each log has its newest by its index: nothing is read but what can be among the newest of all.
    const all = this.peers().flatMap(({ node, origin }) =>
      this.refusedEntries(origin, limit).map((refused) => ({ node, ...refused })),
    );
    return all.sort((a, b) => b.at - a.at).slice(0, limit);
  }

  #require(node: NodeId, changes: number): void {
    if (changes === 0) throw new EwsError('not_found', `There is no peer ${node}.`, { node });
  }

  #putContact(node: NodeId, update: (held: PeerContact | undefined) => ContactUpdate): void {
    const held = this.#sql.contact.get(node);
    this.#require(node, held === undefined ? 0 : 1);
    const contact = held === undefined ? undefined : contactOf(held);
    this.#sql.putContact.run(contactRow({ ...contact, ...update(contact), node }));
  }
}
