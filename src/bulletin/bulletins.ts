import type { AcknowledgementType } from '../domain/acknowledgement.ts';
import type { BulletinDraftInput, BulletinEdit } from '../domain/bulletin.ts';
import type { LocalisedText } from '../domain/indicator.ts';
import type { Actor } from '../domain/people.ts';
import { acknowledge } from './acknowledge.ts';
import type { BulletinParts } from './context.ts';
import { deliveries } from './delivery.ts';
import { draft, draftCancellation, draftFromSignal, draftFromSituation, draftUpdate, edit } from './draft.ts';
import type { Acknowledgement, Delivery, OwnBulletin, PeerBulletin, Release } from './port.ts';
import { proof } from './proof.ts';
import { issue } from './publish.ts';
import { releaseOf } from './release.ts';
import { approve, returnToDraft, submit, withdraw } from './review.ts';

/**
 * What people do with bulletins. Each method checks the state, not the role: who may do what is decided at
 * the edge (domain/people.ts). Instants that go into signed bytes are business time.
 */
export interface Bulletins {
  /**
   * Drafts from a signal: level, sector, items, headline, text and evidence come from it; the analyst may
   * state any of the parts. @throws EwsError `not_found`, `wrong_state`, `invalid_input`
   */
  draftFromSignal(signal: string, parts: Partial<BulletinDraftInput>, actor: Actor): Promise<OwnBulletin>;
  /**
   * Drafts what a situation suggests.
   * @throws EwsError `already_exists`, with `bulletin`: a draft of it is neither issued nor withdrawn; `invalid_input`
   */
  draftFromSituation(situation: string, input: BulletinDraftInput, actor: Actor): Promise<OwnBulletin>;
  draft(input: BulletinDraftInput, actor: Actor): Promise<OwnBulletin>;
  /** Drafts what replaces an issued bulletin. @throws EwsError `not_found`, `wrong_state`, `invalid_input` */
  draftUpdate(id: string, parts: Partial<BulletinDraftInput>, actor: Actor): Promise<OwnBulletin>;
  /** Drafts what takes an issued bulletin back. */
  draftCancellation(id: string, reason: LocalisedText, actor: Actor): Promise<OwnBulletin>;
  /** Replaces or empties parts; voids submission and approvals. `expected` is the digest that the editor saw. */
  edit(id: string, expected: string, parts: BulletinEdit, actor: Actor): Promise<OwnBulletin>;
  withdraw(id: string, actor: Actor): Promise<void>;
  /** Puts the content with this digest forward for approval. @throws `content_changed`, `wrong_state` */
  submit(id: string, digest: string, actor: Actor): Promise<OwnBulletin>;
  returnToDraft(id: string, reason: string, actor: Actor): Promise<OwnBulletin>;
  /** @throws `four_eyes`: the submitter, or the same person again; `content_changed`; `wrong_state` */
  approve(id: string, digest: string, actor: Actor): Promise<OwnBulletin>;
  /** Signs and appends to the log. @throws `four_eyes`, `wrong_state`, `fence_…`, `content_changed` */
  issue(id: string, actor: Actor): Promise<OwnBulletin>;
  /** Says to the issuer that people here read it, act on it, or dispute it. */
  acknowledge(
    id: string,
    type: AcknowledgementType,
    note: string | undefined,
    actor: Actor,
  ): Promise<Acknowledgement>;
  /** How an issued bulletin of this node fares at each peer. */
  deliveries(id: string): Promise<Delivery[]>;
  /** Who submitted and who approved a bulletin of a peer. */
  release(bulletin: PeerBulletin): Promise<Release | undefined>;
  /** The offline proof (C2SP tlog-proof) of an issued or received bulletin, as text. */
  proof(id: string): Promise<string>;
}

export function createBulletins(parts: BulletinParts): Bulletins {
  return {
    draftFromSignal: (signal, stated, actor) => draftFromSignal(parts, signal, stated, actor),
    draftFromSituation: (situation, input, actor) => draftFromSituation(parts, situation, input, actor),
    draft: (input, actor) => draft(parts, input, actor),
    draftUpdate: (id, stated, actor) => draftUpdate(parts, id, stated, actor),
    draftCancellation: (id, reason, actor) => draftCancellation(parts, id, reason, actor),
    edit: (id, expected, stated, actor) => edit(parts, id, expected, stated, actor),
    withdraw: (id, actor) => withdraw(parts, id, actor),
    submit: (id, digest, actor) => submit(parts, id, digest, actor),
    returnToDraft: (id, reason, actor) => returnToDraft(parts, id, reason, actor),
    approve: (id, digest, actor) => approve(parts, id, digest, actor),
    issue: (id, actor) => issue(parts, id, actor),
    acknowledge: (id, type, note, actor) => acknowledge(parts, id, type, note, actor),
    deliveries: (id) => deliveries(parts, id),
    release: (bulletin) => releaseOf(parts, bulletin),
    proof: (id) => proof(parts, id),
  };
}
