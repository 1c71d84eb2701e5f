import type { EpochMs } from '../domain/time.ts';
import type { Outgoing } from '../net/outgoing.ts';
import type { Cosignature } from './cosignatures.ts';
import type { AuditAnchor } from './find-log.ts';
import type { AuditLimits } from './public-log.ts';
import type { Outcome, Step, Summary } from './steps.ts';
import type { AuditCounts } from './tree-audit.ts';

/**
 * The checks of an audit, in their order: keys come from an anchor; the log signed the checkpoint; how old its
 * own cosignature is; the policy's quorum; all entries are there; they lead to the checkpoint's root; every tile
 * is as computed from them; a second checkpoint, fetched at the end, extends the first.
 */
export const AUDIT_STEPS = [
  'keys',
  'checkpoint',
  'cosignatures',
  'freshness',
  'quorum',
  'entries',
  'root',
  'tiles',
  'growth',
] as const;
export type AuditStep = (typeof AUDIT_STEPS)[number];

export interface AuditRequest extends AuditAnchor {
  /** A node's federation URL, or a log's own: `…/federation/v1/logs/<hex>`. */
  readonly url: string;
  readonly outgoing: Outgoing;
  readonly now: EpochMs;
  readonly limits?: Partial<AuditLimits>;
  /** Told how many of the log's entries have been read. */
  readonly onProgress?: (entries: number, size: number) => void;
}

/** What was found out about a log, from outside. */
export interface LogAudit {
  readonly outcome: Outcome;
  readonly steps: readonly Step<AuditStep>[];
  readonly summary: Summary;
  readonly origin?: string;
  readonly node?: string;
  /** The size and base64 root of the first checkpoint, and the size of the second. */
  readonly size?: number;
  readonly root?: string;
  readonly sizeAtEnd?: number;
  readonly counts: AuditCounts & { readonly requests: number };
  readonly cosignatures: readonly Cosignature[];
  /** Age of the log's own newest cosignature; negative: in the future. */
  readonly ageSeconds?: number;
  readonly fingerprint?: string;
}
