import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toBase64url } from '../../src/domain/bytes.ts';
import { parseNote } from '../../src/log/note.ts';
import type { Anchor } from '../../src/verify/anchor.ts';
import { verifyProofFile } from '../../src/verify/verify-proof.ts';
import { cosignatureLine } from '../log/keys.ts';
import { byFingerprint, byPolicy, codeOf, flip, jp, named, us, withLine, witnessed } from './anchors.ts';
import { makeBulletinLog, makeLog, NOW, signBulletin } from './test-log.ts';

describe('verify a proof file with other keys', () => {
  it('fails at entry-signature: the entry is signed by another key', async () => {
    const [log, other] = await Promise.all([makeLog(), makeLog()]);
    log.append(await signBulletin(other));
    for (const [anchor, code] of [
      [byFingerprint(log), 'entry_signature'],
      [byPolicy(log), 'key_unknown'],
    ] as const) {
      const result = await verifyProofFile(await log.proof(0), anchor);
      assert.deepEqual([named(result, 'failed'), codeOf(result)], [['entry-signature'], code]);
    }
  });

  it('fails at checkpoint and entry-signature: another log of the same name', async () => {
    const [log, other] = await Promise.all([makeBulletinLog(), makeBulletinLog()]);
    for (const anchor of [byFingerprint(other), byPolicy(other)]) {
      const result = await verifyProofFile(await log.proof(3), anchor);
      assert.deepEqual(named(result, 'failed'), ['checkpoint', 'entry-signature']);
    }
  });

  it('fails at keys: the document or the policy is that of another log', async () => {
    const [log, other] = await Promise.all([makeBulletinLog(), makeLog('jp.ews.example')]);
    for (const anchor of [byFingerprint(other), byPolicy(other)]) {
      const result = await verifyProofFile(await log.proof(3), anchor);
      assert.deepEqual([named(result, 'failed'), codeOf(result)], [['keys'], 'key_unknown']);
    }
  });

  it('fails at keys: another fingerprint, and a document that is none', async () => {
    const log = await makeBulletinLog();
    for (const [anchor, code] of [
      [{ ...byFingerprint(log), fingerprint: 'A'.repeat(43) }, 'fingerprint_mismatch'],
      [{ ...byFingerprint(log), document: 'garbage' }, 'node_document_invalid'],
      [{ kind: 'none', document: 'garbage' }, 'node_document_invalid'],
    ] as const) {
      const result = await verifyProofFile(await log.proof(3), anchor as Anchor);
      assert.deepEqual([named(result, 'failed'), codeOf(result)], [['keys'], code]);
    }
  });

  it('fails at quorum: a witness is missing', async () => {
    const log = await makeBulletinLog();
    const result = await verifyProofFile(await log.proof(3, witnessed(log, us)), byPolicy(log, 'both'));
    assert.deepEqual([named(result, 'failed'), codeOf(result)], [['quorum'], 'note_signature']);
  });

  it('fails at cosignatures: that of a witness was altered, or made for another checkpoint', async () => {
    const log = await makeBulletinLog();
    const altered = withLine(await log.proof(3, witnessed(log, us, jp)), '— us', (line) => flip(line, 40));
    const foreign = log.checkpoint() + cosignatureLine(us, 1, parseNote(log.checkpoint({ size: 6 })).text);
    for (const file of [altered, await log.proof(3, foreign)]) {
      const result = await verifyProofFile(file, byPolicy(log));
      assert.deepEqual([named(result, 'failed'), codeOf(result)], [['cosignatures'], 'note_signature']);
      assert.deepEqual(named(result, 'not-checked'), ['quorum']);
    }
  });

  it('fails at cosignatures: the key did not hold at that time', async () => {
    const log = await makeBulletinLog();
    const file = await log.proof(3, log.checkpoint({ at: NOW + 10 * 365 * 86_400_000 }));
    const result = await verifyProofFile(file, byFingerprint(log));
    assert.deepEqual([named(result, 'failed'), codeOf(result)], [['cosignatures'], 'key_unknown']);
  });

  it('takes a time that no calendar has as the number that it is', async () => {
    const log = await makeBulletinLog();
    const note = log.checkpoint();
    const file = await log.proof(
      3,
      note + cosignatureLine(us, Number.MAX_SAFE_INTEGER, parseNote(note).text),
    );
    const result = await verifyProofFile(file, byPolicy(log), NOW);
    assert.equal(result.outcome, 'proven');
    assert.match(result.cosignatures[0]!.time, /ms after 1970/);
  });

  it('does not fail over content that no canonical form has', async () => {
    const log = await makeBulletinLog((e) => {
      e.body.content.more = '\ud800';
    });
    const result = await verifyProofFile(await log.proof(3), byFingerprint(log));
    assert.deepEqual([named(result, 'failed'), codeOf(result)], [['content'], 'internal']);
  });

  it('uses the digest that it computed itself', async () => {
    const log = await makeBulletinLog();
    const { entry } = await verifyProofFile(await log.proof(3), byFingerprint(log));
    assert.equal(entry?.digest, toBase64url(log.digests(3, 4)[0]!));
  });
});
