import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBase64, toBase64 } from '../../src/domain/bytes.ts';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../src/log/checkpoint.ts';
import { EMPTY_ROOT } from '../../src/log/merkle.ts';
import { parseNote, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { refusal, signNote, testSigner } from './keys.ts';

// The example of c2sp.org/tlog-checkpoint.
const BODY = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
`;
const NOTE = `${BODY}
— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;
const ROOT = fromBase64('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=');

const kr = testSigner('kr.ews.example/log/1');
const us = testSigner('us.ews.example/log/1');
const KR_BODY = formatCheckpoint({ origin: kr.key.name, size: 7, root: ROOT });

test('checkpoint: reads and writes the example of the specification', () => {
  const checkpoint = { origin: 'example.com/behind-the-sofa', size: 20852163, root: ROOT };
  assert.deepEqual(parseCheckpoint(parseNote(NOTE).text), checkpoint);
  assert.equal(formatCheckpoint(checkpoint), BODY);
});

test('checkpoint: refuses extension lines', () => {
  assert.throws(() => parseCheckpoint(`${BODY}extension\n`), refusal('checkpoint_malformed'));
  assert.throws(() => parseCheckpoint(`${BODY}\n`), refusal('checkpoint_malformed'));
});

test('checkpoint: refuses sizes in another form and beyond 2^53 - 1', () => {
  for (const size of ['', '020852163', '+1', '-1', '1.0', '0x10', '1e3', ' 1', '1_0', '9007199254740992']) {
    assert.throws(
      () => parseCheckpoint(BODY.replace('20852163', size)),
      refusal('checkpoint_malformed'),
      size,
    );
  }
  assert.equal(parseCheckpoint(BODY.replace('20852163', '9007199254740991')).size, Number.MAX_SAFE_INTEGER);
});

test('checkpoint: refuses origins that could not be key names', () => {
  for (const origin of ['', 'a b', 'a+b', 'a\u3000b', 'a\tb', 'a\x1fb', 'a\ud800b']) {
    const text = BODY.replace('example.com/behind-the-sofa', origin);
    assert.throws(() => parseCheckpoint(text), refusal('checkpoint_malformed'), JSON.stringify(origin));
  }
});

test('checkpoint: refuses a root that is not 32 bytes in canonical base64', () => {
  for (const root of ['', 'AAAA', toBase64(new Uint8Array(31)), toBase64(new Uint8Array(33))]) {
    const text = BODY.replace(toBase64(ROOT), root);
    assert.throws(() => parseCheckpoint(text), refusal('checkpoint_malformed'), root);
  }
  assert.throws(() => parseCheckpoint(BODY.replace('q2I=', 'q2J=')), refusal('checkpoint_malformed'));
  assert.throws(() => parseCheckpoint(BODY.replace('q2I=', 'q2I')), refusal('checkpoint_malformed'));
});

test('checkpoint: refuses another layout', () => {
  const lines = BODY.split('\n').slice(0, 3);
  for (const text of [
    '',
    BODY.slice(0, -1),
    `\n${BODY}`,
    lines.slice(0, 2).join('\n'),
    BODY.replace('\n', '\r\n'),
  ]) {
    assert.throws(() => parseCheckpoint(text), refusal('checkpoint_malformed'), JSON.stringify(text));
  }
});

test('checkpoint: the empty tree has one root', () => {
  const empty = { origin: kr.key.name, size: 0, root: EMPTY_ROOT };
  assert.deepEqual(parseCheckpoint(formatCheckpoint(empty)), empty);
  assert.throws(() => formatCheckpoint({ ...empty, root: ROOT }), refusal('checkpoint_malformed'));
});

test('checkpoint: refuses to write what it would not read', () => {
  const checkpoint = { origin: kr.key.name, size: 7, root: ROOT };
  for (const change of [{ origin: 'a\nb' }, { size: 1.5 }, { size: 1e21 }, { root: ROOT.subarray(1) }]) {
    assert.throws(() => formatCheckpoint({ ...checkpoint, ...change }), refusal('checkpoint_malformed'));
  }
});

test('checkpoint: opens what the log signed', () => {
  const opened = openCheckpoint(signNote(KR_BODY, kr), [kr.key]);
  assert.deepEqual(opened.checkpoint, { origin: kr.key.name, size: 7, root: ROOT });
  assert.equal(opened.note.text, KR_BODY);
  assert.deepEqual(opened.keys, [kr.key]);
});

test('checkpoint: says which of the log keys signed', () => {
  const next = testSigner(kr.key.name, SIGNATURE_TYPE.ed25519, 'the next log key');
  const keys = [kr.key, next.key];
  assert.deepEqual(openCheckpoint(signNote(KR_BODY, next), keys).keys, [next.key]);
  assert.deepEqual(openCheckpoint(signNote(KR_BODY, kr, next), keys).keys, keys);
});

test('checkpoint: refuses one that its log did not sign', () => {
  assert.throws(() => openCheckpoint(signNote(KR_BODY, us), [kr.key]), refusal('note_signature'));
  const altered = signNote(KR_BODY, kr).replace('\n7\n', '\n8\n');
  assert.throws(() => openCheckpoint(altered, [kr.key]), refusal('note_signature'));
});

test('checkpoint: refuses the signature of one log for the origin of another', () => {
  assert.throws(() => openCheckpoint(signNote(KR_BODY, us), [us.key]), refusal('note_signature'));
  assert.throws(() => openCheckpoint(signNote(KR_BODY, us), [us.key, kr.key]), refusal('note_signature'));
  assert.deepEqual(openCheckpoint(signNote(KR_BODY, us, kr), [us.key, kr.key]).keys, [kr.key]);
});

test('checkpoint: refuses a signed note that is no checkpoint, and text that is no note', () => {
  assert.throws(() => openCheckpoint(signNote('hello\n', kr), [kr.key]), refusal('checkpoint_malformed'));
  assert.throws(() => openCheckpoint(KR_BODY, [kr.key]), refusal('note_malformed'));
});
