import type { Actor } from './people.ts';
import type { EpochMs } from './time.ts';

/** A change of state that somebody made: recorded in the transaction that makes it, in a hash chain. */
export interface AuditEvent {
  readonly at: EpochMs;
  readonly actor: Pick<Actor, 'name' | 'role'>;
  /** What was done, as `thing.done`: `bulletin.approved`, `peer.enrolled`. */
  readonly action: string;
  /** What it was done to: the id of a bulletin, a peer, an account. */
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** An audit event in its chain: `hash` = SHA-256 over the canonical JSON of the other members. */
export interface AuditRecord extends AuditEvent {
  readonly seq: number;
  /** Hash of the record before, base64url; 43 `A` for the first. */
  readonly prev: string;
  readonly hash: string;
}
