import assert from 'node:assert/strict';
import type { Outgoing } from '../../src/net/outgoing.ts';
import { auditLog } from '../../src/verify/audit-log.ts';

/** Audits a node's whole published log from outside, over HTTP, and fails the test if anything is wrong. */
export async function audit(
  node: { readonly id: string; readonly federationUrl: string; readonly fingerprint: string },
  outgoing: Outgoing,
): Promise<void> {
  const result = await auditLog({
    url: node.federationUrl,
    fingerprint: node.fingerprint,
    outgoing,
    now: Date.now(),
  });
  assert.deepEqual(result, result, node.id);
}
