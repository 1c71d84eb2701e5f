import type { Language } from '../domain/language.ts';
import type { Cosignature } from './cosignatures.ts';
import type { Outcome, Step, Summary } from './steps.ts';

/**
 * The checks of a proof file, in their order: the file parses to its one form; keys come from an anchor; the
 * entry is there and gives a digest; the inclusion proof leads from it to the checkpoint's root; the log signed
 * the checkpoint; the log signed the entry; the entry says that it is of this place; its body is of its kind.
 * Then for bulletins: every name is under exactly this content; enough different people; the log's own node
 * issued it; marking and audience are those that were approved. Last the cosignatures, and the policy's quorum.
 */
export const PROOF_STEPS = [
  'format',
  'keys',
  'digest',
  'inclusion',
  'checkpoint',
  'entry-signature',
  'place',
  'body',
  'content',
  'four-eyes',
  'issuer',
  'audience',
  'cosignatures',
  'quorum',
] as const;
export type ProofStep = (typeof PROOF_STEPS)[number];

/** Where the entry stands. */
export interface ProvenPlace {
  readonly origin: string;
  readonly node: string;
  /** Sequence number, from 0. */
  readonly seq: number;
  /** Entries in the log at the checkpoint, and base64 of its root. */
  readonly size: number;
  readonly root: string;
}

export interface ShownEntry {
  /** base64url SHA-256 of the compact JWS */
  readonly digest: string;
  readonly type: string;
  readonly schema: string;
  readonly time: string;
  readonly tlp: string;
  readonly audience: '*' | readonly string[];
}

export interface ShownBulletin {
  readonly id: string;
  readonly issuer: string;
  readonly type: string;
  readonly status: string;
  readonly level: string;
  readonly sent: string;
  readonly expires: string;
  readonly headline: Readonly<Partial<Record<Language, string>>>;
  /** base64url SHA-256 of its whole content, as the submitter and the approvers named it. */
  readonly digest: string;
  /** People who released it, besides the one who submitted it. */
  readonly approvals: number;
}

/** What was found out about a proof file. Place, entry and bulletin are there unless something failed. */
export interface Verification {
  readonly outcome: Outcome;
  readonly steps: readonly Step<ProofStep>[];
  readonly summary: Summary;
  readonly place?: ProvenPlace;
  readonly entry?: ShownEntry;
  readonly bulletin?: ShownBulletin;
  readonly cosignatures: readonly Cosignature[];
  /** Of the root key from which the keys follow. Compared with nothing where the outcome is `consistent`. */
  readonly fingerprint?: string;
}
