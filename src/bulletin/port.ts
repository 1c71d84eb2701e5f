import type { AcknowledgementType } from '../domain/acknowledgement.ts';
import type { AuditEvent } from '../domain/audit.ts';
import type { BulletinContent, BulletinReference } from '../domain/bulletin.ts';
import type { LocalisedText, Sector } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { LogAppend } from '../log/port.ts';

/** Somebody who stood for a content: the submitter, or an approver. Instants are ISO texts, as they are signed. */
export interface Stand {
  readonly subject: string;
  readonly name: string;
  readonly time: string;
  readonly digest: string;
}

/** Where a bulletin of this node is in its life. */
export type BulletinState =
  | { readonly state: 'draft' }
  | { readonly state: 'in-review'; readonly submission: Stand; readonly approvals: readonly Stand[] }
  | { readonly state: 'issued' | 'updated' | 'cancelled'; readonly issued: Issued }
  | { readonly state: 'withdrawn' };

export interface Issued {
  readonly submission: Stand;
  readonly approvals: readonly Stand[];
  readonly sent: string;
  readonly reference: BulletinReference;
}

/** A bulletin of this node. */
export interface OwnBulletin {
  readonly content: BulletinContent;
  readonly digest: string;
  readonly createdAt: string;
  readonly createdBy: string;
  /** The signal that it was drafted from. */
  readonly signal: string | undefined;
  readonly life: BulletinState;
}

/** A bulletin that a peer issued, and that this node verified. */
export interface PeerBulletin {
  readonly content: BulletinContent;
  readonly sent: string;
  readonly reference: BulletinReference;
  /** Wall time at the issuer when it was signed, and here when it was verified and durable. */
  readonly signedAt: string;
  readonly verifiedAt: string;
  readonly state: 'issued' | 'updated' | 'cancelled';
  /**
   * `pending`: its bytes hash into a root that its issuer signed; that its own signature holds as well is yet to
   * be checked.
   */
  readonly signature: 'checked' | 'pending';
  /** It came after its log was found to be forked: who wrote it is not certain. */
  readonly disputedOrigin?: true;
}

/** Who stood for a peer's bulletin, under the pseudonyms that its node gave them. */
export interface Release {
  readonly submission: { readonly subject: string; readonly time: string };
  readonly approvals: readonly { readonly subject: string; readonly time: string }[];
}

/** An acknowledgement, made here or by people at a peer. */
export interface Acknowledgement {
  readonly type: AcknowledgementType;
  readonly node: NodeId;
  readonly bulletin: BulletinReference;
  readonly subject: string;
  readonly time: string;
  readonly note: string | undefined;
}

/** How a bulletin fares at one peer. */
export interface Delivery {
  readonly peer: NodeId;
  /** `outside`: not in its audience, so it holds it sealed; `waiting`: its signed cursor has not passed it. */
  readonly state: 'waiting' | 'received' | 'outside';
  readonly receivedAt: string | undefined;
  readonly acknowledgements: readonly Acknowledgement[];
}

export interface BulletinQuery {
  readonly state?: BulletinState['state'];
  readonly level?: Level;
  readonly sector?: Sector;
  /** Part of the id, of a headline, or of an item's name or code; however it is written. */
  readonly q?: string;
  readonly limit: number;
  readonly offset: number;
}

export interface PeerBulletinQuery extends BulletinQuery {
  readonly issuer?: NodeId;
  /** Those that stand at a time and that nobody of this node has acknowledged, in whichever way. */
  readonly unread?: { readonly node: NodeId; readonly now: EpochMs };
}

/**
 * The bulletins of one node in one sector that stand at a time: issued, neither replaced nor expired, actual, and
 * no cancellations.
 */
export interface Standing {
  readonly node: NodeId;
  readonly sector: Sector;
  /** The highest of them. */
  readonly level: Level;
  readonly count: number;
  readonly newest: {
    readonly id: string;
    readonly level: Level;
    readonly sent: string;
    readonly headline: LocalisedText;
  };
}

/** Bulletins of one node that stand at a time, and whose origin is disputed. */
export interface Disputed {
  readonly node: NodeId;
  readonly count: number;
}

export interface WaitingQuery {
  /** This node. */
  readonly node: NodeId;
  /** Pseudonym of somebody who may approve; absent: nobody. */
  readonly approver?: string;
  readonly now: EpochMs;
}

/** How many bulletins wait for people here. */
export interface Waiting {
  readonly drafts: number;
  /** In review, and the approver may still approve them. */
  readonly review: number;
  /** In review, with enough approvals. */
  readonly issue: number;
  /** Of peers, and nobody here has acknowledged them. */
  readonly unread: number;
}

/** What the stage of bulletins needs of the store. Everything here is durable (FULL) when it resolves. */
export interface BulletinStore {
  /**
   * With `content` already checked. Marks the signal, if any, as drafted.
   * @throws EwsError `already_exists`: the id; or, with `bulletin`, that one was drafted from the same situation and is
   *   neither issued nor withdrawn
   */
  createDraft(draft: Omit<OwnBulletin, 'life'>, audit: AuditEvent, situation?: string): Promise<void>;
  /**
   * Replaces the content of a draft. One in review goes back to draft: its submission and approvals are void.
   * @throws EwsError `not_found`, `wrong_state`, `content_changed` unless the digest in the store is `expected`
   */
  editDraft(
    id: string,
    expected: string,
    content: BulletinContent,
    digest: string,
    audit: AuditEvent,
  ): Promise<void>;
  /** @throws EwsError `not_found`, `wrong_state`, `content_changed` */
  submit(id: string, submission: Stand, audit: AuditEvent): Promise<void>;
  /** Back to draft: submission and approvals are void. @throws EwsError `not_found`, `wrong_state` */
  returnToDraft(id: string, audit: AuditEvent): Promise<void>;
  /** @throws EwsError `not_found`, `wrong_state` unless it is a draft */
  withdraw(id: string, audit: AuditEvent): Promise<void>;
  /** @throws EwsError `not_found`, `wrong_state`, `content_changed`, `four_eyes` (the submitter, or a second time) */
  approve(id: string, approval: Stand, audit: AuditEvent): Promise<void>;
  /**
   * Appends the entry, marks the bulletin issued and those it refers to updated or cancelled, all or nothing.
   * @throws EwsError `log_size_conflict`, `wrong_state`, `content_changed`, `four_eyes` (a constraint of the
   * database, whatever the caller believes)
   */
  issue(
    issue: {
      readonly id: string;
      readonly sent: string;
      readonly digest: string;
      readonly append: LogAppend;
    },
    audit: AuditEvent,
  ): Promise<void>;
  /** Appends an acknowledgement's entry and keeps it. @throws EwsError `log_size_conflict`, `already_exists` */
  acknowledge(acknowledgement: Acknowledgement, append: LogAppend, audit: AuditEvent): Promise<void>;

  ownBulletin(id: string): Promise<OwnBulletin | undefined>;
  ownBulletins(query: BulletinQuery): Promise<OwnBulletin[]>;
  /** How many of its own wait for somebody to do something about them. */
  countWaiting(): Promise<Readonly<Record<'draft' | 'in-review', number>>>;
  peerBulletin(id: string): Promise<PeerBulletin | undefined>;
  peerBulletins(query: PeerBulletinQuery): Promise<PeerBulletin[]>;
  /** By node and sector; own bulletins and those of peers alike, without those of disputed origin. */
  standing(now: EpochMs): Promise<Standing[]>;
  /** By node: those of disputed origin. */
  disputed(now: EpochMs): Promise<Disputed[]>;
  waiting(query: WaitingQuery): Promise<Waiting>;
  /** Acknowledgements of one bulletin, of its own and of peers, in order of time. */
  acknowledgements(bulletin: string): Promise<Acknowledgement[]>;
}
