import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stateKeys } from '../../src/cli/init-keys.ts';
import { publicPart, thumbprint } from '../../src/log/keys.ts';
import { parseNote, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { signKeyStatement } from '../../src/log/signer.ts';
import type { Anchor } from '../../src/verify/anchor.ts';
import { verifyProofFile } from '../../src/verify/verify-proof.ts';
import { testSigner } from '../log/keys.ts';
import { byFingerprint, byPolicy, jp, named, us, witnessed } from './anchors.ts';
import {
  documentOf,
  envelopeOf,
  makeBulletinLog,
  makeLog,
  NOW,
  restate,
  signBulletin,
  type TestLog,
} from './test-log.ts';

describe('verify a proof file', () => {
  it('proves a bulletin from the fingerprint', async () => {
    const log = await makeBulletinLog();
    const result = await verifyProofFile(await log.proof(3), byFingerprint(log), NOW);
    assert.equal(result.outcome, 'proven');
    assert.deepEqual(named(result, 'failed'), []);
    assert.deepEqual(named(result, 'not-checked'), []);
    assert.equal(result.steps.length, 13);
    assert.deepEqual(
      [result.place?.origin, result.place?.node, result.place?.seq, result.place?.size],
      ['kr.ews.example/log/1', 'kr.ews.example', 3, 7],
    );
    assert.equal(result.bulletin?.headline.en, 'Urea exports are inspected at the border');
    assert.equal(result.bulletin?.level, 'alert');
    assert.equal(result.bulletin?.issuer, 'kr.ews.example');
    assert.equal(result.bulletin?.approvals, 1);
    assert.deepEqual(result.cosignatures, [
      { name: 'kr.ews.example', own: true, at: NOW - 4_000, time: '2026-03-01T11:59:56.000Z' },
    ]);
    assert.match(result.summary.proven, /number 3 of 7 .* one analyst and released by one approver/);
    assert.match(result.summary.notProven, /no witness has cosigned/);
    assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
  });

  it('proves a serious bulletin that two approvers released', async () => {
    const log = await makeBulletinLog((envelope) => {
      const { approvals } = envelope.body;
      approvals.push({ ...approvals[0], subject: 'c'.repeat(16) });
      restate(envelope, { level: 'serious' });
    });
    const result = await verifyProofFile(await log.proof(3), byFingerprint(log));
    assert.equal(result.outcome, 'proven');
    assert.match(result.summary.proven, /released by two approvers/);
  });

  it('proves the only entry of a log', async () => {
    const log = await makeLog();
    log.append(await signBulletin(log));
    assert.equal((await verifyProofFile(await log.proof(0), byFingerprint(log))).outcome, 'proven');
  });

  it('proves an acknowledgement, without the steps of a bulletin', async () => {
    const log = await makeLog();
    const bulletin = {
      id: 'jp.ews.example/2026-03-01/00000001',
      log: 'jp.ews.example/log/1',
      seq: 0,
      digest: 'A'.repeat(43),
    };
    const body = { bulletin, subject: 'd'.repeat(16), role: 'analyst', time: '2026-03-01T11:30:00Z' };
    log.append(await log.signer.signEntry(envelopeOf(log, 'acting', body)));
    const result = await verifyProofFile(await log.proof(0), byFingerprint(log));
    assert.equal(result.outcome, 'proven');
    assert.equal(result.bulletin, undefined);
    assert.equal(result.steps.length, 9);
    assert.match(result.summary.proven, /an acknowledgement of the bulletin jp/);
  });

  it('proves that an entry of a kind that it does not know was logged, and says so', async () => {
    const log = await makeLog();
    log.append(await log.signer.signEntry({ ...envelopeOf(log, 'acting', { x: 1 }), type: 'offer' }));
    const result = await verifyProofFile(await log.proof(0), byFingerprint(log));
    assert.equal(result.outcome, 'proven');
    assert.deepEqual(named(result, 'not-checked'), ['body']);
  });

  it('proves by a policy, with the witnesses and their times', async () => {
    const log = await makeBulletinLog();
    const file = await log.proof(3, witnessed(log, us, jp));
    const result = await verifyProofFile(file, byPolicy(log, 'both'), NOW);
    assert.equal(result.outcome, 'proven');
    assert.deepEqual(
      result.cosignatures.map(({ name, time, own }) => [name, time, own]),
      [
        ['us.ews.example', '2026-03-01T11:59:00.000Z', false],
        ['jp.ews.example', '2026-03-01T11:59:00.000Z', false],
      ],
    );
    assert.match(
      result.summary.notProven,
      /rests on two witnesses: us\.ews\.example .* and jp\.ews\.example/,
    );
  });

  it('ignores the cosignatures of those that it does not know', async () => {
    const log = await makeBulletinLog();
    const file = await log.proof(3, witnessed(log, testSigner('xx.example', SIGNATURE_TYPE.cosignature)));
    const result = await verifyProofFile(file, byFingerprint(log));
    assert.equal(result.outcome, 'proven');
    assert.equal(result.cosignatures.length, 1);
  });

  it('says how far in the future a cosignature is, and does not refuse it', async () => {
    const log = await makeBulletinLog();
    const file = await log.proof(3, log.checkpoint({ at: NOW + 600_000 }));
    const result = await verifyProofFile(file, byFingerprint(log), NOW);
    assert.equal(result.outcome, 'proven');
    assert.match(result.steps.at(-1)!.sentence, /10 minutes in the future/);
  });

  it('is consistent without an anchor, and says that the keys are checked against nothing', async () => {
    const log = await makeBulletinLog();
    const result = await verifyProofFile(await log.proof(3), { kind: 'none' });
    assert.equal(result.outcome, 'consistent');
    assert.deepEqual(named(result, 'not-checked'), ['keys', 'checkpoint', 'entry-signature', 'cosignatures']);
    assert.match(result.summary.notProven, /checked against nothing/);
    assert.equal(result.bulletin?.level, 'alert');
  });

  it('is consistent with a document that nobody vouches for, and names its fingerprint', async () => {
    const log = await makeBulletinLog();
    const result = await verifyProofFile(await log.proof(3), { kind: 'none', document: log.document });
    assert.equal(result.outcome, 'consistent');
    assert.equal(result.fingerprint, log.fingerprint);
    assert.deepEqual(named(result, 'not-checked'), []);
  });

  it('takes the log key that was valid at the place of the entry', async () => {
    const log = await makeLog();
    const old = await signBulletin(log);
    log.append(old);
    log.append('x');
    const later = (await makeLog()).keys;
    const statements = [...(await stateKeys(log.id, log.keys, NOW)), ...(await rotated(log, later.log, 1))];
    const signer = (await makeLog(log.id, { ...log.keys, log: later.log })).signer;
    const document = await signer.signNodeDocument(documentOf(log.id, statements));
    const anchor: Anchor = { kind: 'fingerprint', fingerprint: thumbprint(log.keys.root), document };
    const { text } = parseNote(log.checkpoint());
    const [origin, size, root] = text.split('\n') as [string, string, string];
    const checkpoint = { origin, size: Number(size), root: Buffer.from(root, 'base64') };
    const result = await verifyProofFile(await log.proof(0, signer.signCheckpoint(checkpoint)), anchor);
    assert.equal(result.outcome, 'proven');
    const byOldKey = await verifyProofFile(await log.proof(0, log.checkpoint()), anchor);
    assert.deepEqual(named(byOldKey, 'failed'), ['checkpoint']);
  });
});

async function rotated(log: TestLog, key: TestLog['keys']['log'], fromSeq: number): Promise<string[]> {
  const statement = {
    v: 1,
    node: log.id,
    nextRoot: thumbprint(log.keys.nextRoot),
    issued: '2026-02-01T00:00:00Z',
    use: 'log',
    key: publicPart(key),
    log: log.origin,
    fromSeq,
  } as const;
  return [await signKeyStatement(log.keys.root, statement)];
}
