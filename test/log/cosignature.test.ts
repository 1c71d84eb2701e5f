import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../../src/domain/bytes.ts';
import { cosignedMessage, formatCosignatureLine, verifyCosignature } from '../../src/log/cosignature.ts';
import {
  formatSignatureLine,
  keyId,
  parseNote,
  parseSignatureLines,
  SIGNATURE_TYPE,
} from '../../src/log/note.ts';
import { cosignatureLine, refusal, signNote, testSigner } from './keys.ts';

// The example of c2sp.org/tlog-cosignature.
const BODY = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
`;
const MESSAGE = `cosignature/v1
time 1679315147
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
`;
const LINE =
  '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';

const TIME = 1_679_315_147;
const log = testSigner('example.com/behind-the-sofa');
const us = testSigner('us.ews.example', SIGNATURE_TYPE.cosignature);
const SIGNED = signNote(BODY, log);

test('cosignature: the signed message is that of the specification', () => {
  assert.equal(new TextDecoder().decode(cosignedMessage(TIME, BODY)), MESSAGE);
});

test('cosignature: the time stands after the key id, as in the line of the specification', () => {
  const [specified] = parseSignatureLines(LINE);
  const [ours] = parseSignatureLines(cosignatureLine(us, TIME, BODY));
  assert.equal(ours?.signature.length, specified?.signature.length);
  assert.deepEqual(ours?.signature.subarray(0, 8), specified?.signature.subarray(0, 8));
  assert.equal(ours?.keyId, keyId(us.key));
});

test('cosignature: tells when the key cosigned', () => {
  const note = parseNote(`${SIGNED}${LINE}${cosignatureLine(us, TIME, BODY)}`);
  assert.equal(verifyCosignature(note, us.key), TIME);
  const late = parseNote(`${SIGNED}${cosignatureLine(us, Number.MAX_SAFE_INTEGER, BODY)}`);
  assert.equal(verifyCosignature(late, us.key), Number.MAX_SAFE_INTEGER);
});

test('cosignature: undefined where the key has no line', () => {
  const jp = testSigner('jp.ews.example', SIGNATURE_TYPE.cosignature);
  const sameName = testSigner(us.key.name, SIGNATURE_TYPE.cosignature, 'another seed');
  const note = parseNote(
    `${SIGNED}${cosignatureLine(jp, TIME, BODY)}${cosignatureLine(sameName, TIME, BODY)}`,
  );
  assert.equal(verifyCosignature(note, us.key), undefined);
});

test('cosignature: the newest of several counts', () => {
  const lines = [TIME, TIME + 30, TIME + 15].map((time) => cosignatureLine(us, time, BODY));
  assert.equal(verifyCosignature(parseNote(`${SIGNED}${lines.join('')}`), us.key), TIME + 30);
});

test('cosignature: refuses another time, another checkpoint, or a plain signature of the body', () => {
  const signature = us.sign(cosignedMessage(TIME, BODY));
  for (const line of [
    formatCosignatureLine(us.key, TIME + 1, signature),
    cosignatureLine(us, TIME, BODY.replace('20852163', '20852164')),
    formatCosignatureLine(us.key, TIME, us.sign(utf8(BODY))),
    formatCosignatureLine(us.key, TIME, signature.subarray(1)),
  ]) {
    const note = parseNote(`${SIGNED}${line}`);
    assert.throws(() => verifyCosignature(note, us.key), refusal('note_signature'), line);
  }
});

test('cosignature: one bad line of the key is not made good by another', () => {
  const bad = formatCosignatureLine(us.key, TIME + 1, us.sign(cosignedMessage(TIME, BODY)));
  const note = parseNote(`${SIGNED}${cosignatureLine(us, TIME, BODY)}${bad}`);
  assert.throws(() => verifyCosignature(note, us.key), refusal('note_signature'));
});

test('cosignature: refuses times beyond 2^53 - 1, and lines too short for a time', () => {
  for (const seconds of [2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
    const bytes = Buffer.alloc(72);
    bytes.writeBigUInt64BE(seconds);
    bytes.set(us.sign(utf8(`cosignature/v1\ntime ${seconds}\n${BODY}`)), 8);
    const line = formatSignatureLine({ name: us.key.name, keyId: keyId(us.key), signature: bytes });
    const note = parseNote(`${SIGNED}${line}`);
    assert.throws(() => verifyCosignature(note, us.key), refusal('note_signature'), String(seconds));
  }
  const short = formatSignatureLine({
    name: us.key.name,
    keyId: keyId(us.key),
    signature: new Uint8Array(7),
  });
  assert.throws(() => verifyCosignature(parseNote(`${SIGNED}${short}`), us.key), refusal('note_signature'));
});

test('cosignature: refuses to make one with a time that is none, or a key of another type', () => {
  for (const seconds of [-1, 0.5, Number.NaN, 2 ** 53]) {
    assert.throws(() => cosignedMessage(seconds, BODY), refusal('invalid_input'), String(seconds));
    const make = () => formatCosignatureLine(us.key, seconds, new Uint8Array(64));
    assert.throws(make, refusal('invalid_input'), String(seconds));
  }
  assert.throws(() => formatCosignatureLine(log.key, TIME, new Uint8Array(64)), refusal('invalid_input'));
  assert.throws(() => verifyCosignature(parseNote(SIGNED), log.key), refusal('invalid_input'));
});
