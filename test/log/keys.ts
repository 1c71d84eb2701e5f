import { createHash, createPublicKey, sign } from 'node:crypto';
import { utf8 } from '../../src/domain/bytes.ts';
import { type ErrorCode, EwsError } from '../../src/domain/errors.ts';
import { cosignedMessage, formatCosignatureLine } from '../../src/log/cosignature.ts';
import {
  ed25519SignatureLine,
  type NoteKey,
  SIGNATURE_TYPE,
  type SignatureType,
} from '../../src/log/note.ts';
import { keyOfSeed } from '../helpers/seed-keys.ts';

export type TestSigner = { key: NoteKey; sign: (message: Uint8Array) => Uint8Array };

/** A key pair made from its label, so that a failure can be looked at twice. */
export function testSigner(
  name: string,
  type: SignatureType = SIGNATURE_TYPE.ed25519,
  label = name,
): TestSigner {
  const seed = createHash('sha256').update(label).digest();
  const privateKey = keyOfSeed('Ed25519', seed);
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    key: { name, type, publicKey: new Uint8Array(spki.subarray(-32)) },
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

/** The text as a note with an Ed25519 signature of each signer. */
export function signNote(text: string, ...signers: TestSigner[]): string {
  const lines = signers.map(({ key, sign }) => ed25519SignatureLine(key, sign(utf8(text))));
  return `${text}\n${lines.join('')}`;
}

export function cosignatureLine({ key, sign }: TestSigner, timestampSeconds: number, text: string): string {
  return formatCosignatureLine(key, timestampSeconds, sign(cosignedMessage(timestampSeconds, text)));
}

/** For `assert.throws` and `assert.rejects`: an error of ours with that code. */
export function refusal(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof EwsError && error.code === code;
}
