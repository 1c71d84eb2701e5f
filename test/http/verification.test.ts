import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EwsNode } from '../../src/node.ts';
import { PROOF_STEPS } from '../../src/verify/verification.ts';
import { NODE_ID, openAgency, refusal, type TestAgency } from './agency.ts';
import { DRAFT } from './samples.ts';

async function withAgency(run: (agency: TestAgency) => Promise<void>, change?: (node: EwsNode) => EwsNode) {
  const agency = await openAgency(change);
  try {
    await run(agency);
  } finally {
    await agency.close();
  }
}

async function issued(agency: TestAgency): Promise<string> {
  const { content, digest } = (await agency.ask('analyst', 'POST', '/bulletins', DRAFT)).json();
  const path = `/bulletins/${encodeURIComponent(content.id)}`;
  assert.deepEqual(refusal(await agency.ask('viewer', 'GET', `${path}/verification`)), [409, 'wrong_state']);
  await agency.ask('analyst', 'POST', `${path}/submit`, { digest });
  await agency.ask('approver', 'POST', `${path}/approve`, { digest });
  assert.equal((await agency.ask('approver', 'POST', `${path}/issue`)).statusCode, 200);
  return `${path}/verification`;
}

test('verification: an issued bulletin is proven, step by step, from the own root key', async () => {
  await withAgency(async (agency) => {
    const path = await issued(agency);
    const answer = await agency.ask('viewer', 'GET', path);
    assert.equal(answer.statusCode, 200, answer.body);
    const { outcome, steps, place, bulletin, cosignatures, fingerprint, shown, summary } = answer.json();
    assert.deepEqual([outcome, shown], ['proven', true]);
    assert.equal(fingerprint, agency.node.fingerprint);
    assert.deepEqual([place.node, place.seq, place.size], [NODE_ID, 0, 1]);
    assert.deepEqual([bulletin.level, bulletin.approvals], [DRAFT.level, 1]);
    assert.deepEqual([cosignatures.length, cosignatures[0].own], [1, true]);
    assert.match(summary.proven, /^This proves/);
    const names = steps.map(({ name }: { name: string }) => name);
    assert.deepEqual(
      names,
      PROOF_STEPS.filter((name) => name !== 'quorum'),
    );
    assert.ok(steps.every(({ state }: { state: string }) => state === 'ok'));
  });
});

test('verification: with another root key it fails, and says at which step', async () => {
  const stranger = (node: EwsNode) => ({ ...node, fingerprint: 'A'.repeat(43) });
  await withAgency(async (agency) => {
    const { outcome, steps, place } = (await agency.ask('viewer', 'GET', await issued(agency))).json();
    assert.deepEqual([outcome, place], ['failed', undefined]);
    const failed = steps.find(({ state }: { state: string }) => state === 'failed');
    assert.deepEqual([failed.name, failed.code], ['keys', 'fingerprint_mismatch']);
  }, stranger);
});

test('verification: a copy that was altered here is told from what was signed', async () => {
  const altered = (node: EwsNode): EwsNode => ({
    ...node,
    stores: {
      ...node.stores,
      bulletins: {
        ...node.stores.bulletins,
        async ownBulletin(id) {
          const held = await node.stores.bulletins.ownBulletin(id);
          return held && { ...held, content: { ...held.content, text: { en: 'All is well.' } } };
        },
      },
    },
  });
  await withAgency(async (agency) => {
    const { outcome, shown } = (await agency.ask('viewer', 'GET', await issued(agency))).json();
    assert.deepEqual([outcome, shown], ['proven', false]);
  }, altered);
});

test('verification: of what is not here there is none', async () => {
  await withAgency(async (agency) => {
    const path = `/bulletins/${encodeURIComponent('jp.ews.example/2021-10-11/00000000')}/verification`;
    assert.deepEqual(refusal(await agency.ask('viewer', 'GET', path)), [404, 'not_found']);
  });
});
