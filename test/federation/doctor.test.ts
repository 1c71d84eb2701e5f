import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentOf, hostileLog } from '../helpers/hostile-log.ts';
import { body, startHostilePeer } from '../helpers/hostile-peer.ts';
import { linkOf, untilStates } from '../helpers/links.ts';
import { enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { refused } from '../helpers/refused.ts';

interface Examination {
  readonly steps: readonly {
    readonly step: string;
    readonly outcome: string;
    readonly ms: number;
    readonly detail: string;
    readonly advice?: string;
  }[];
  readonly passed: boolean;
}

async function examine(node: TestNode, peer: { readonly id: string }): Promise<Examination> {
  return node.as('operator').send('POST', `/links/${peer.id}/doctor`);
}

/** Where the way ends: the step that failed, its code, and whether it says what to do. */
function ending({ steps, passed }: Examination): string {
  const failed = steps.filter(({ outcome }) => outcome === 'failed');
  assert.equal(passed, failed.length === 0);
  for (const { advice } of failed) assert.ok((advice ?? '').length > 20);
  return failed.map(({ step, detail }) => `${step} ${/\[(\w+)\]$/.exec(detail)?.[1]}`).join();
}

const outcomes = ({ steps }: Examination) => steps.map(({ outcome }) => outcome);

test('doctor: walks the way to a node', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  await enrolAll([kr, jp]);
  const setState = (node: TestNode, peer: TestNode, state: string) =>
    node.as('operator').send('PATCH', `/peers/${peer.id}`, { state });

  await t.test('which is open', async () => {
    const found = await examine(kr, jp);
    assert.equal(ending(found), '');
    assert.deepEqual(
      found.steps.map(({ step, outcome }) => `${step} ${outcome}`),
      [
        'name skipped',
        'connect passed',
        'tls skipped',
        'identity passed',
        'fingerprint passed',
        'key passed',
        'clock passed',
        'token passed',
        'pull passed',
        'verification passed',
      ],
    );
    assert.ok(found.steps.every(({ ms, detail }) => ms >= 0 && detail !== ''));
  });

  await t.test('which is suspended here, or there', async () => {
    await setState(kr, jp, 'suspended');
    assert.equal(ending(await examine(kr, jp)), 'token wrong_state');
    assert.equal(ending(await examine(jp, kr)), 'token peer_suspended');
    await Promise.all(
      [kr, jp].map((node) => untilStates(node, node === kr ? jp : kr, 'suspended/suspended')),
    );
    const reasons = async (node: TestNode, peer: TestNode) => (await linkOf(node, peer)).inbound.reason;
    assert.deepEqual([await reasons(kr, jp), await reasons(jp, kr)], ['suspended_here', 'suspended_there']);
    await setState(kr, jp, 'active');
    await Promise.all([untilStates(kr, jp, 'up/up'), untilStates(jp, kr, 'up/up')]);
    assert.equal(ending(await examine(jp, kr)), '');
  });

  await t.test('where nothing listens', async () => {
    await jp.stop();
    const found = await examine(kr, jp);
    assert.equal(ending(found), 'connect peer_unreachable');
    assert.deepEqual(outcomes(found), ['skipped', 'failed', ...Array(8).fill('skipped')]);
    await jp.start();
  });

  await t.test('of which only operators and administrators may ask', async () => {
    const ask = (person: 'viewer' | 'operator', id: string) =>
      refused(kr.as(person).send('POST', `/links/${id}/doctor`));
    assert.equal(await ask('viewer', jp.id), '403 forbidden');
    assert.equal(await ask('operator', 'xx.ews.example'), '404 not_found');
  });
});

test('doctor: says at which step a peer is wrong', async (t) => {
  const { kr } = await startNodes(t, ['kr']);
  const peer = await startHostilePeer(t);
  await kr.as('operator').send('POST', '/peers', { url: peer.url, fingerprint: peer.fingerprint });
  const right = peer.document;

  const opened = await examine(kr, peer);
  assert.equal(ending(opened), '');
  assert.equal(opened.steps.find(({ step }) => step === 'token')?.outcome, 'skipped');

  peer.document = await documentOf(hostileLog(peer.id));
  assert.equal(ending(await examine(kr, peer)), 'fingerprint fingerprint_mismatch');
  peer.document = await documentOf(hostileLog('another.ews.example'));
  assert.equal(ending(await examine(kr, peer)), 'identity node_document_invalid');
  peer.document = '<html>';
  assert.equal(ending(await examine(kr, peer)), 'identity node_document_invalid');
  peer.document = right;

  peer.lie(body('{"code":"internal","detail":"x"}', 500));
  assert.equal(ending(await examine(kr, peer)), 'pull internal');
  peer.lie(body('{"seq":7,"sealed":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}\n'));
  assert.equal(ending(await examine(kr, peer)), 'verification sequence_mismatch');
});
