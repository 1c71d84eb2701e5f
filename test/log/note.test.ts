import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../../src/domain/bytes.ts';
import {
  ed25519SignatureLine,
  formatNote,
  formatSignatureLine,
  formatVkey,
  keyId,
  parseNote,
  parseSignatureLines,
  parseVkey,
  SIGNATURE_TYPE,
  verifyNote,
} from '../../src/log/note.ts';
import { refusal, signNote, testSigner } from './keys.ts';

// The example of c2sp.org/signed-note.
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;
const LINE = '— example.com/foo AAAAAAE=\n';

const kr = testSigner('kr.ews.example/log/1');
const us = testSigner('us.ews.example/log/1');

test('note: verifies the example of the specification', () => {
  const key = parseVkey(VKEY);
  const note = parseNote(NOTE);
  assert.equal(note.text, 'This is an example message.\n');
  assert.equal(note.signatures[0]?.keyId, 0x530d903a);
  assert.equal(note.signatures[0]?.signature.length, 64);
  assert.deepEqual(verifyNote(note, [key]), [{ key, signature: note.signatures[0] }]);
  assert.equal(formatNote(note), NOTE);
  assert.equal(formatVkey(key), VKEY);
});

test('note: the example with one letter changed does not verify', () => {
  const note = parseNote(NOTE.replace('example message', 'Example message'));
  assert.throws(() => verifyNote(note, [parseVkey(VKEY)]), refusal('note_signature'));
});

test('note: the last empty line divides text and signatures', () => {
  const text = 'Ognuno sta solo sul cuor della terra\n\n— not.a/signature AAAAAAE=\n\ned è subito sera.\n\n';
  const note = parseNote(`${text}\n${LINE}`);
  assert.equal(note.text, text);
  assert.equal(note.signatures.length, 1);
});

test('note: refuses another layout', () => {
  for (const noteText of [
    '',
    'text\n',
    'text\n\n',
    `text\n${LINE}`,
    `\n${LINE}`,
    `text\n\n${LINE.slice(0, -1)}`,
    `text\n\n${LINE}\n`,
    `text\n\n${LINE}trailing\n`,
    `text\n\n${LINE.replace('—', '-')}`,
    `text\n\n${LINE.replace('— ', '—  ')}`,
    `text\n\n${LINE.replace(' AAAAAAE=', '')}`,
    `text\n\n${LINE.replace('=\n', '= \n')}`,
  ]) {
    assert.throws(() => parseNote(noteText), refusal('note_malformed'), JSON.stringify(noteText));
  }
});

test('note: refuses control characters and broken Unicode, keeps other letters', () => {
  for (const bad of ['\t', '\r', '\0', '\x1f', '\ud800']) {
    assert.throws(() => parseNote(`te${bad}xt\n\n${LINE}`), refusal('note_malformed'), JSON.stringify(bad));
  }
  assert.equal(parseNote(`요소수 \x7f\u00a0\n\n${LINE}`).text, '요소수 \x7f\u00a0\n');
});

test('note: refuses key names with spaces or plus signs', () => {
  for (const name of ['a+b', 'a\u00a0b', 'a\u3000b', 'a\u2028b', '']) {
    const line = `— ${name} AAAAAAE=\n`;
    assert.throws(() => parseNote(`text\n\n${line}`), refusal('note_malformed'), JSON.stringify(name));
    const signature = { name, keyId: 0, signature: Uint8Array.of(1) };
    assert.throws(() => formatSignatureLine(signature), refusal('note_malformed'), JSON.stringify(name));
  }
  assert.throws(
    () => formatSignatureLine({ name: 'a\n— b', keyId: 0, signature: Uint8Array.of(1) }),
    refusal('note_malformed'),
  );
});

test('note: refuses signatures in another base64 and without content', () => {
  for (const base64 of ['AAAAAAF=', 'AAAAAAE', 'AAAAA-E=', 'AAAAAA==', 'AAAA', 'AAAAAAE=AAAA', 'AAAA*AE=']) {
    const noteText = `text\n\n— example.com/foo ${base64}\n`;
    assert.throws(() => parseNote(noteText), refusal('note_malformed'), base64);
  }
});

test('note: takes 64 signatures and 64 KiB, and not one more', () => {
  assert.equal(parseNote(`text\n\n${LINE.repeat(64)}`).signatures.length, 64);
  assert.throws(() => parseNote(`text\n\n${LINE.repeat(65)}`), refusal('note_malformed'));

  const room = 64 * 1024 - Buffer.byteLength(`\n\n${LINE}`);
  assert.equal(parseNote(`${'x'.repeat(room)}\n\n${LINE}`).text.length, room + 1);
  assert.throws(() => parseNote(`${'x'.repeat(room + 1)}\n\n${LINE}`), refusal('note_malformed'));
  // the limit is in bytes: two for each of these
  assert.throws(() => parseNote(`${'è'.repeat(room / 2 + 1)}\n\n${LINE}`), refusal('note_malformed'));
});

test('note: refuses to write what it would not read', () => {
  const signatures = parseSignatureLines(LINE);
  assert.throws(() => formatNote({ text: 'no newline', signatures }), refusal('note_malformed'));
  assert.throws(() => formatNote({ text: 'text\n', signatures: [] }), refusal('note_malformed'));
  assert.throws(() => formatNote({ text: 'ta\tb\n', signatures }), refusal('note_malformed'));
});

test('note: signature lines alone, as a witness answers', () => {
  assert.deepEqual(parseSignatureLines(LINE.repeat(2)), [
    { name: 'example.com/foo', keyId: 0, signature: Uint8Array.of(1) },
    { name: 'example.com/foo', keyId: 0, signature: Uint8Array.of(1) },
  ]);
  for (const block of ['', '\n', LINE.slice(0, -1), `${LINE}\n`, `\n${LINE}`]) {
    assert.throws(() => parseSignatureLines(block), refusal('note_malformed'), JSON.stringify(block));
  }
});

test('note: the key id depends on name, type and key', () => {
  const { key } = kr;
  const ids = [
    key,
    { ...key, name: 'jp.ews.example/log/1' },
    { ...key, type: SIGNATURE_TYPE.cosignature },
    { ...key, publicKey: us.key.publicKey },
  ].map(keyId);
  assert.equal(new Set(ids).size, 4);
});

test('note: ignores the signatures of unknown keys', () => {
  const note = parseNote(signNote('text\n', us, kr));
  assert.deepEqual(
    verifyNote(note, [kr.key]).map((each) => each.key),
    [kr.key],
  );
  assert.equal(verifyNote(note, [kr.key, us.key]).length, 2);
});

test('note: a key that shares only the name, or only the id, is unknown', () => {
  const sameName = testSigner(kr.key.name, SIGNATURE_TYPE.ed25519, 'another seed');
  const note = parseNote(signNote('text\n', sameName, kr));
  assert.equal(verifyNote(note, [kr.key]).length, 1);

  const [line] = parseNote(signNote('text\n', kr)).signatures;
  assert.ok(line);
  const sameId = formatSignatureLine({ ...line, name: 'else.where', signature: new Uint8Array(64) });
  assert.equal(verifyNote(parseNote(`${signNote('text\n', kr)}${sameId}`), [kr.key]).length, 1);
});

test('note: refuses a note that no known key has signed', () => {
  const note = parseNote(signNote('text\n', us));
  assert.throws(() => verifyNote(note, [kr.key]), refusal('note_signature'));
  assert.throws(() => verifyNote(note, []), refusal('note_signature'));
});

test('note: one failing signature of a known key spoils the note', () => {
  const forged = ed25519SignatureLine(us.key, us.sign(utf8('another text\n')));
  const note = parseNote(`${signNote('text\n', kr)}${forged}`);
  assert.throws(() => verifyNote(note, [kr.key, us.key]), refusal('note_signature'));
  assert.equal(verifyNote(note, [kr.key]).length, 1);

  const twice = parseNote(
    `${signNote('text\n', kr)}${ed25519SignatureLine(kr.key, kr.sign(utf8('another text\n')))}`,
  );
  assert.throws(() => verifyNote(twice, [kr.key]), refusal('note_signature'));
});

test('note: a key that signs twice counts once', () => {
  assert.equal(verifyNote(parseNote(signNote('text\n', kr, kr)), [kr.key]).length, 1);
});

test('note: refuses keys of another type where Ed25519 is needed', () => {
  const cosigner = testSigner('kr.ews.example', SIGNATURE_TYPE.cosignature).key;
  assert.throws(() => verifyNote(parseNote(NOTE), [cosigner]), refusal('invalid_input'));
  assert.throws(() => ed25519SignatureLine(cosigner, new Uint8Array(64)), refusal('invalid_input'));
});

test('vkey: reads what it writes, for both types', () => {
  for (const type of Object.values(SIGNATURE_TYPE)) {
    const { key } = testSigner('kr.ews.example', type);
    assert.deepEqual(parseVkey(formatVkey(key)), key);
  }
});

test('vkey: refuses another id, type, name or encoding', () => {
  const withType = (type: number) => Buffer.from([type, ...kr.key.publicKey]).toString('base64');
  for (const vkey of [
    '',
    'example.com/foo',
    VKEY.replace('530d903a', '530d903b'),
    VKEY.replace('530d903a', '530D903A'),
    VKEY.replace('+530d903a', '+30d903a'),
    VKEY.replace('example.com/foo', 'example.com/bar'),
    VKEY.replace('example.com/foo', 'example.com/f oo'),
    `${VKEY}=`,
    `kr.ews.example+00000000+${withType(0x02)}`,
    `kr.ews.example+00000000+${withType(0x06)}`,
  ]) {
    assert.throws(() => parseVkey(vkey), refusal('invalid_input'), vkey);
  }
});

test('vkey: refuses a weak key', () => {
  const identity = { ...kr.key, publicKey: Uint8Array.of(1, ...new Uint8Array(31)) };
  assert.throws(() => parseVkey(formatVkey(identity)), refusal('key_weak'));
  const short = { ...kr.key, publicKey: kr.key.publicKey.slice(1) };
  assert.throws(() => parseVkey(formatVkey(short)), refusal('key_weak'));
});
