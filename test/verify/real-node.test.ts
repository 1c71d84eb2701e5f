import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createOutgoing } from '../../src/net/outgoing.ts';
import { auditLog } from '../../src/verify/audit-log.ts';
import { verifyProofFile } from '../../src/verify/verify-proof.ts';
import { issue, pathOf } from '../helpers/bulletins.ts';
import { startNodes, type TestNode } from '../helpers/nodes.ts';

const outgoing = createOutgoing({ allowHttp: false });
after(() => outgoing.close());

test('verify: what a real node publishes and hands out is proven', async (t) => {
  const { kr } = await startNodes(t, ['kr']);
  await issue(kr);
  const { content } = await issue(kr, { level: 'serious' });
  await issue(kr);
  const audit = await auditLog({
    url: kr.federationUrl,
    fingerprint: kr.fingerprint,
    outgoing,
    now: Date.now(),
  });
  assert.equal(audit.outcome, 'proven', JSON.stringify(audit.steps));
  assert.equal(audit.size, 3);
  assert.ok(Math.abs(audit.ageSeconds ?? 60) <= 16);

  const document = await (await fetch(`${kr.federationUrl}/.well-known/ews-node`)).text();
  const proof = await proofOf(kr, content.id);
  const anchor = { kind: 'fingerprint', fingerprint: kr.fingerprint, document } as const;
  const result = await verifyProofFile(proof, anchor, Date.now());
  assert.equal(result.outcome, 'proven', JSON.stringify(result.steps));
  assert.deepEqual([result.place?.seq, result.bulletin?.id, result.bulletin?.approvals], [1, content.id, 2]);
});

async function proofOf(node: TestNode, id: string): Promise<string> {
  const session = await fetch(`${node.agencyUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'viewer', password: 'correct horse battery' }),
  });
  const { token } = (await session.json()) as { token: string };
  const answer = await fetch(`${node.agencyUrl}/api/v1${pathOf(id)}/proof`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return answer.text();
}
