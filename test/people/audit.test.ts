import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditRecord } from '../../src/domain/audit.ts';
import { hasCode } from '../../src/domain/errors.ts';
import { verifyAuditTrail } from '../../src/people/audit.ts';
import { AUDIT_START, auditHash } from '../../src/people/audit-chain.ts';
import { openPeople, PASSWORD, SETUP } from './people.ts';

/** A trail of a length, of which more than one page has to be read. */
function trail(length: number): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const prev = records.at(-1)?.hash ?? AUDIT_START;
    const event = { at: seq, actor: { name: 'kim', role: 'analyst' as const }, action: 'a.b', subject: 's' };
    const detail = seq % 2 === 0 ? { detail: { n: seq } } : {};
    const record = { ...event, ...detail, seq, prev };
    records.push({ ...record, hash: auditHash(record) });
  }
  return records;
}

function storeOf(records: readonly AuditRecord[]) {
  return {
    auditRecords: async (from: number, limit: number) =>
      records.filter(({ seq }) => seq >= from).slice(0, limit),
  };
}

test('audit: an empty trail holds', async () => {
  assert.deepEqual(await verifyAuditTrail(storeOf([])), { records: 0, head: AUDIT_START });
});

test('audit: a long trail holds, and its head is the last hash', async () => {
  const records = trail(2500);
  const verified = await verifyAuditTrail(storeOf(records));
  assert.deepEqual(verified, { records: 2500, head: records.at(-1)?.hash });
});

test('audit: what the store writes is what is verified here', async () => {
  const { people, stores } = await openPeople();
  await people.create({ name: 'kim', role: 'analyst', password: PASSWORD }, SETUP);
  await people.signIn('kim', PASSWORD, '10.0.0.1');
  const odd = { at: 1, actor: SETUP, action: 'a.b', subject: '항목', detail: { when: new Date(0), n: 1e21 } };
  await stores.people.recordAudit(odd);
  assert.equal((await verifyAuditTrail(stores.people)).records, 3);
  await stores.close();
});

const tampered: Record<string, (records: AuditRecord[]) => AuditRecord[]> = {
  'a changed content': (r) => r.with(1, { ...r[1]!, subject: 'other' }),
  'a changed actor': (r) => r.with(1, { ...r[1]!, actor: { name: 'lee', role: 'analyst' } }),
  'a detail taken away': (r) => r.with(1, withoutDetail(r[1]!)),
  'a changed hash': (r) => r.with(1, { ...r[1]!, hash: AUDIT_START }),
  'a record replaced with its hash': (r) => r.with(1, rehashed({ ...r[1]!, subject: 'other' })),
  'a record taken away': (r) => r.toSpliced(1, 1),
  'records that changed places': (r) => r.with(1, r[2]!).with(2, r[1]!),
};

/** Which number is named as the first bad one. A record rehashed is good itself: the next does not fit. */
const firstBad: Record<string, number> = { 'a record replaced with its hash': 3 };

for (const [what, tamper] of Object.entries(tampered)) {
  test(`audit: ${what} is found, and where`, async () => {
    const verification = verifyAuditTrail(storeOf(tamper(trail(5))));
    await assert.rejects(
      verification,
      (error) => hasCode(error, 'audit_broken') && error.detail.seq === (firstBad[what] ?? 2),
    );
  });
}

function withoutDetail({ detail: _, ...record }: AuditRecord): AuditRecord {
  return record;
}

function rehashed(record: AuditRecord): AuditRecord {
  return { ...record, hash: auditHash(record) };
}
