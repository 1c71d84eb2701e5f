import { hash } from 'node:crypto';
import { clip, toBase64, utf8 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { requireStrongKey, verifyEd25519 } from './ed25519.ts';
import { parseBase64 } from './parsing.ts';

/** The types of signature that this project makes and verifies, by their identifier byte. */
export const SIGNATURE_TYPE = { ed25519: 0x01, cosignature: 0x04 } as const;
export type SignatureType = (typeof SIGNATURE_TYPE)[keyof typeof SIGNATURE_TYPE];

export type NoteKey = {
  readonly name: string;
  readonly type: SignatureType;
  /** 32 bytes (Ed25519). */
  readonly publicKey: Uint8Array;
};

/** `signature` is what follows the key id: its form depends on the type of the key. */
export type NoteSignature = { readonly name: string; readonly keyId: number; readonly signature: Uint8Array };

/** `text` ends in a newline; nothing in it is to be believed before a signature has been verified. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

export type VerifiedSignature = { readonly key: NoteKey; readonly signature: NoteSignature };

const MAX_NOTE_BYTES = 64 * 1024;
const MAX_SIGNATURES = 64;
const KEY_ID_LENGTH = 4;
const SIGNATURE_LINE = /^— ([^ ]+) ([^ ]+)$/;
const VKEY = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/;
const KEY_NAME = /^[^\p{White_Space}+]+$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the format forbids
const CONTROL = /[\x00-\x09\x0b-\x1f]/;

/**
 * Reads a C2SP signed note (c2sp.org/signed-note): a text, a blank line, one or more signature lines.
 *
 *     This is an example message.
 *
 *     — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
 *
 * Nothing is verified here. `formatNote` gives the same text back.
 * @throws EwsError `note_malformed`: above 64 KiB or 64 signatures, control characters, another layout
 */
export function parseNote(noteText: string): Note {
  if (Buffer.byteLength(noteText) > MAX_NOTE_BYTES)
    throw malformed(`The note is larger than ${MAX_NOTE_BYTES} bytes.`);
  if (!noteText.isWellFormed()) throw malformed('The note is not valid Unicode.');
  if (CONTROL.test(noteText)) throw malformed('The note contains a control character.');
  const blank = noteText.lastIndexOf('\n\n'); // the text may have empty lines of its own: the last one counts
  if (blank < 0) throw malformed('The note has no blank line before its signatures.');
  return { text: noteText.slice(0, blank + 1), signatures: parseSignatureLines(noteText.slice(blank + 2)) };
}

/** @throws EwsError `note_malformed`: `parseNote` would refuse the result */
export function formatNote(note: Note): string {
  const noteText = `${note.text}\n${note.signatures.map(formatSignatureLine).join('')}`;
  parseNote(noteText);
  return noteText;
}

/**
 * Reads signature lines alone, each ended by a newline, as a witness answers with them.
 * @throws EwsError `note_malformed`
 */
export function parseSignatureLines(block: string): NoteSignature[] {
  if (!block.endsWith('\n')) throw malformed('A signature line ends with a newline.');
  const lines = block.slice(0, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw malformed(`The note has more than ${MAX_SIGNATURES} signatures.`);
  return lines.map(parseSignatureLine);
}

/** `— <key name> base64(key id ‖ signature)\n`. @throws EwsError `note_malformed`: the key name */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  if (!isKeyName(name)) throw malformed(`Not a key name: "${clip(name)}".`);
  const bytes = Buffer.alloc(KEY_ID_LENGTH + signature.length);
  bytes.writeUInt32BE(keyId);
  bytes.set(signature, KEY_ID_LENGTH);
  return `— ${name} ${toBase64(bytes)}\n`;
}

/** The line for an Ed25519 signature (64 bytes) of a note's text by the key. @throws EwsError `note_malformed` */
export function ed25519SignatureLine(key: NoteKey, signature: Uint8Array): string {
  requireType(key, SIGNATURE_TYPE.ed25519);
  return formatSignatureLine({ name: key.name, keyId: keyId(key), signature });
}

/** The first four bytes, big-endian, of SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
export function keyId({ name, type, publicKey }: NoteKey): number {
  const input = Buffer.concat([utf8(`${name}\n`), Uint8Array.of(type), publicKey]);
  return hash('sha256', input, 'buffer').readUInt32BE(0);
}

/**
 * A verifier key of c2sp.org/signed-note: `<key name>+hex(key id)+base64(signature type ‖ public key)`.
 *
 *     example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
 */
export function formatVkey(key: NoteKey): string {
  const material = toBase64(Uint8Array.of(key.type, ...key.publicKey));
  return `${key.name}+${hexKeyId(key)}+${material}`;
}

/**
 * Reads a verifier key of one of our signature types.
 * @throws EwsError `invalid_input`: another form, another type, or a key id that is not the key's ·
 *   `key_weak`
 */
export function parseVkey(vkey: string): NoteKey {
  const [, name = '', id, material = ''] = VKEY.exec(vkey) ?? [];
  if (!isKeyName(name)) throw new EwsError('invalid_input', `Not a verifier key: "${clip(vkey)}".`);
  const bytes = parseBase64(material, 'invalid_input', 'verifier key');
  const key: NoteKey = { name, type: requireKnownType(bytes[0]), publicKey: bytes.slice(1) };
  requireStrongKey(key.publicKey);
  if (hexKeyId(key) !== id) {
    throw new EwsError('invalid_input', `The id of the verifier key is ${hexKeyId(key)}, not ${id}.`);
  }
  return key;
}

/** Whether the line names that key. The key id is short: only the signature tells that the key made it. */
export function isSignatureOf(signature: NoteSignature, key: NoteKey): boolean {
  return signature.name === key.name && signature.keyId === keyId(key);
}

/** Non-empty, without plus and Unicode spaces. */
export function isKeyName(name: string): boolean {
  return KEY_NAME.test(name) && name.isWellFormed() && !CONTROL.test(name);
}

/**
 * Verifies the Ed25519 signatures (type 0x01) of the known keys and answers with them, each key once.
 * Signatures of unknown keys are ignored; one by a known key that fails spoils the note.
 * @throws EwsError `note_signature`: a known key's signature fails, or no known key has signed ·
 *   `key_weak` · `invalid_input`: a key of another type
 */
export function verifyNote(note: Note, keys: readonly NoteKey[]): VerifiedSignature[] {
  const message = utf8(note.text);
  const verified = new Map<NoteKey, VerifiedSignature>();
  for (const key of keys) requireType(key, SIGNATURE_TYPE.ed25519);
  for (const signature of note.signatures) {
    const key = keys.find((each) => isSignatureOf(signature, each));
    if (!key) continue;
    if (!verifyEd25519(key.publicKey, message, signature.signature)) {
      throw new EwsError('note_signature', `The signature of ${clip(key.name)} does not verify.`);
    }
    verified.set(key, { key, signature });
  }
  if (verified.size === 0) throw new EwsError('note_signature', 'The note is not signed by a known key.');
  return [...verified.values()];
}

/** @throws EwsError `invalid_input` */
export function requireType(key: NoteKey, type: SignatureType): void {
  if (key.type !== type)
    throw new EwsError('invalid_input', `A key of type ${key.type} where ${type} is needed.`);
}

function hexKeyId(key: NoteKey): string {
  return keyId(key).toString(16).padStart(8, '0');
}

function requireKnownType(type: number | undefined): SignatureType {
  if (type === SIGNATURE_TYPE.ed25519 || type === SIGNATURE_TYPE.cosignature) return type;
  throw new EwsError('invalid_input', `Not a signature type of this project: ${type}.`);
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name = '', base64 = ''] = SIGNATURE_LINE.exec(line) ?? [];
  if (!isKeyName(name)) throw malformed(`Not a signature line: "${clip(line)}".`);
  const bytes = Buffer.from(parseBase64(base64, 'note_malformed', 'signature'));
  if (bytes.length <= KEY_ID_LENGTH) throw malformed('A signature has a key id and at least one byte more.');
  return { name, keyId: bytes.readUInt32BE(0), signature: new Uint8Array(bytes.subarray(KEY_ID_LENGTH)) };
}

function malformed(message: string): EwsError {
  return new EwsError('note_malformed', message);
}
