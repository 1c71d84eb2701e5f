import type { AuditRecord } from '../domain/audit.ts';
import { contentDigest } from '../domain/canonical.ts';

/** `prev` of the first record. */
export const AUDIT_START = 'A'.repeat(43);

/**
 * Hash of a record: base64url SHA-256 of the canonical JSON (RFC 8785) of
 * `{"action","actor":{"name","role"},"at","detail"?,"prev","seq","subject"}`. `detail` is left out when absent.
 */
export function auditHash(record: Omit<AuditRecord, 'hash'>): string {
  const { seq, at, actor, action, subject, detail, prev } = record;
  return contentDigest({
    seq,
    at,
    actor: { name: actor.name, role: actor.role },
    action,
    subject,
    ...(detail === undefined ? {} : { detail }),
    prev,
  });
}
