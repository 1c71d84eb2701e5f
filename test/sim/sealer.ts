import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { toBase64url, utf8 } from '../../src/domain/bytes.ts';
import { EwsError } from '../../src/domain/errors.ts';
import { Jwe } from '../../src/domain/jwe.ts';
import { thumbprint } from '../../src/log/keys.ts';
import type { Place, Sealer } from '../../src/log/sealer.ts';

/**
 * Encrypts in the form of a JWE and at once: the real one waits for threads of WebCrypto. Its key follows from the place
 * and the recipients, so that it hides nothing; what it shares with the real one is who is let in, and to which place.
 */
export const simulatedSealer: Sealer = {
  async seal(body, recipients, place) {
    const kids = recipients.map(thumbprint);
    const { key, iv } = keyOf(kids, place);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(utf8(nameOf(place)));
    const ciphertext = Buffer.concat([cipher.update(body), cipher.final()]);
    return Jwe.parse({
      protected: toBase64url(utf8(nameOf(place))),
      iv: toBase64url(iv),
      ciphertext: toBase64url(ciphertext),
      tag: toBase64url(cipher.getAuthTag()),
      recipients: recipients.map(({ kty, crv, x }, at) => ({
        header: { alg: 'ECDH-ES+A256KW', kid: kids[at], epk: { kty, crv, x } },
        encrypted_key: 'A'.repeat(54),
      })),
    });
  },

  async open({ iv, ciphertext, tag, recipients }, key, place) {
    const kids = recipients.map(({ header }) => header.kid);
    if (!kids.includes(thumbprint(key))) throw unopened('the key is not that of a recipient');
    try {
      const opening = createDecipheriv('aes-256-gcm', keyOf(kids, place).key, Buffer.from(iv, 'base64url'))
        .setAAD(utf8(nameOf(place)))
        .setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([opening.update(Buffer.from(ciphertext, 'base64url')), opening.final()]);
    } catch {
      throw unopened('it does not decrypt');
    }
  },
};

function nameOf({ log, seq, type }: Place): string {
  return `${log} ${seq} ${type}`;
}

function keyOf(kids: readonly string[], place: Place): { key: Buffer; iv: Buffer } {
  const digest = createHash('sha512')
    .update(`${kids.join(' ')} ${nameOf(place)}`)
    .digest();
  return { key: digest.subarray(0, 32), iv: digest.subarray(32, 44) };
}

function unopened(why: string): EwsError {
  return new EwsError('entry_unopened', `The encrypted body cannot be opened: ${why}.`);
}
