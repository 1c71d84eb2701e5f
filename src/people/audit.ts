import type { AuditRecord } from '../domain/audit.ts';
import { EwsError } from '../domain/errors.ts';
import { AUDIT_START, auditHash } from './audit-chain.ts';
import type { PeopleStore } from './port.ts';

const PAGE = 1000;

/** Number of the first record. */
const FIRST_SEQ = 1;

/** How far a trail goes, and the hash that stands for all of it: whoever keeps `head` notices a cut. */
export interface AuditTrail {
  readonly records: number;
  readonly head: string;
}

/**
 * Computes the hash chain of the whole trail again. A trail that was cut at its end still verifies: compare
 * `head` with one that was kept elsewhere.
 * @throws EwsError `audit_broken`, with the first `seq` that does not fit
 */
export async function verifyAuditTrail(store: Pick<PeopleStore, 'auditRecords'>): Promise<AuditTrail> {
  let trail: AuditTrail = { records: 0, head: AUDIT_START };
  for (;;) {
    const page = await store.auditRecords(trail.records + FIRST_SEQ, PAGE);
    for (const record of page) trail = follow(trail, record);
    if (page.length < PAGE) return trail;
  }
}

function follow(trail: AuditTrail, record: AuditRecord): AuditTrail {
  const seq = trail.records + FIRST_SEQ;
  if (record.seq !== seq) throw broken(seq, `the record after it has the number ${record.seq}`);
  if (record.prev !== trail.head) throw broken(seq, 'it does not name the hash of the record before');
  if (auditHash(record) !== record.hash) throw broken(seq, 'its content is not what its hash says');
  return { records: seq, head: record.hash };
}

function broken(seq: number, reason: string): EwsError {
  return new EwsError('audit_broken', `The audit trail is broken at record ${seq}: ${reason}.`, { seq });
}
