import { clip, utf8 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { verifyEd25519 } from './ed25519.ts';
import {
  formatSignatureLine,
  isSignatureOf,
  keyId,
  type Note,
  type NoteKey,
  type NoteSignature,
  requireType,
  SIGNATURE_TYPE,
} from './note.ts';

const TIMESTAMP_LENGTH = 8;

/**
 * What a cosigner signs (cosignature/v1, c2sp.org/tlog-cosignature): that at that time the largest tree
 * that it had seen of this log was this one. `noteBody` is the text of the checkpoint's note.
 *
 *     cosignature/v1
 *     time 1679315147
 *     example.com/behind-the-sofa
 *     20852163
 *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 * @throws EwsError `invalid_input`: not a whole number of seconds from 0 to 2^53 - 1
 */
export function cosignedMessage(timestampSeconds: number, noteBody: string): Uint8Array {
  requireTimestamp(timestampSeconds);
  return utf8(`cosignature/v1\ntime ${timestampSeconds}\n${noteBody}`);
}

/**
 * The signature line `— <key name> base64(key id ‖ u64 timestamp ‖ signature)\n`, integers big-endian;
 * `signature` (64 bytes) is the key's over `cosignedMessage`.
 * @throws EwsError `invalid_input`: the timestamp, or a key of another type · `note_malformed`: the key name
 */
export function formatCosignatureLine(key: NoteKey, timestampSeconds: number, signature: Uint8Array): string {
  requireType(key, SIGNATURE_TYPE.cosignature);
  requireTimestamp(timestampSeconds);
  const bytes = Buffer.alloc(TIMESTAMP_LENGTH + signature.length);
  bytes.writeBigUInt64BE(BigInt(timestampSeconds));
  bytes.set(signature, TIMESTAMP_LENGTH);
  return formatSignatureLine({ name: key.name, keyId: keyId(key), signature: bytes });
}

/**
 * The time at which the key cosigned the note, in seconds since 1970 (the newest, if it did so more than
 * once), or undefined if it has no line. Whether that time is plausible is for the caller to say.
 * @throws EwsError `note_signature`: a line of the key does not verify · `key_weak` · `invalid_input`: a
 *   key of another type
 */
export function verifyCosignature(note: Note, key: NoteKey): number | undefined {
  requireType(key, SIGNATURE_TYPE.cosignature);
  const times = note.signatures
    .filter((signature) => isSignatureOf(signature, key))
    .map(({ signature }) => verifyLine(note.text, key, signature));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The time that a cosignature line states, in seconds since 1970, before anything of it is verified. */
export function cosignatureTime({ signature }: NoteSignature): number | undefined {
  return readTimestamp(signature);
}

function verifyLine(noteBody: string, key: NoteKey, bytes: Uint8Array): number {
  const timestampSeconds = readTimestamp(bytes);
  const signature = bytes.subarray(TIMESTAMP_LENGTH);
  if (
    timestampSeconds === undefined ||
    !verifyEd25519(key.publicKey, cosignedMessage(timestampSeconds, noteBody), signature)
  ) {
    throw new EwsError('note_signature', `The cosignature of ${clip(key.name)} does not verify.`);
  }
  return timestampSeconds;
}

function readTimestamp(bytes: Uint8Array): number | undefined {
  if (bytes.length < TIMESTAMP_LENGTH) return undefined;
  // u64: beyond 2^53 - 1 a number would round, and the message would no longer be the one signed
  const timestamp = Buffer.from(bytes.subarray(0, TIMESTAMP_LENGTH)).readBigUInt64BE();
  return timestamp > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(timestamp);
}

function requireTimestamp(timestampSeconds: number): void {
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds < 0) {
    throw new EwsError('invalid_input', `Not a POSIX time in whole seconds: ${timestampSeconds}.`);
  }
}
