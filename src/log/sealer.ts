import { GeneralEncrypt, type GeneralJWE, generalDecrypt, importJWK } from 'jose';
import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import { Jwe } from '../domain/jwe.ts';
import { EncryptionKey, type PrivateEncryptionKey, strongPublicBytes, thumbprint } from './keys.ts';

/** Where a body stands. It is bound into the ciphertext, which so cannot be moved to another entry. */
export interface Place {
  readonly log: string;
  readonly seq: number;
  readonly type: string;
}

/** Encrypts bodies to their audience. Asynchronous, because WebCrypto is: a simulation has another one. */
export interface Sealer {
  /** To two recipients or more, the issuer being one: the form of JWE with a single one is another. */
  seal(body: Uint8Array, recipients: readonly EncryptionKey[], place: Place): Promise<Jwe>;
  /**
   * @throws EwsError `entry_unopened`: the key is none of its recipients', or it was tampered with ·
   * `entry_invalid`: it was made for another place · `key_weak`
   */
  open(jwe: Jwe, key: PrivateEncryptionKey, place: Place): Promise<Uint8Array>;
}

const KEY_ALGORITHM = 'ECDH-ES+A256KW';
const CONTENT_ALGORITHM = 'A256GCM';
const TYPE = 'ews-body+jwe';

/** What the tag covers besides the body (RFC 7516 section 5.1, step 14). */
const ProtectedHeader = z.looseObject({
  typ: z.literal(TYPE),
  log: z.string(),
  seq: z.number(),
  type: z.string(),
});

/** RFC 7516 and 8037 by jose. */
export const sealer: Sealer = {
  async seal(body, recipients, { log, seq, type }) {
    const header = { enc: CONTENT_ALGORITHM, typ: TYPE, log, seq, type };
    const encrypting = new GeneralEncrypt(body).setProtectedHeader(header);
    for (const key of recipients) {
      strongPublicBytes(key);
      encrypting
        .addRecipient(await importJWK(key, KEY_ALGORITHM))
        .setUnprotectedHeader({ alg: KEY_ALGORITHM, kid: thumbprint(key) });
    }
    return Jwe.parse(await encrypting.encrypt());
  },

  async open(jwe, key, place) {
    const kid = thumbprint(key);
    const own = jwe.recipients.find(({ header }) => header.kid === kid);
    if (own === undefined) throw unopened('the key is not that of a recipient');
    const { kty, crv, x } = own.header.epk;
    strongPublicBytes(EncryptionKey.parse({ kty, crv, x }));
    // Unknown members are no business of the library's; the algorithms are pinned.
    const { protected: header, iv, ciphertext, tag } = jwe;
    const single = { protected: header, iv, ciphertext, tag, recipients: [own] } as unknown as GeneralJWE;
    try {
      const { plaintext, protectedHeader } = await generalDecrypt(
        single,
        await importJWK(key, KEY_ALGORITHM),
        {
          keyManagementAlgorithms: [KEY_ALGORITHM],
          contentEncryptionAlgorithms: [CONTENT_ALGORITHM],
          crit: {},
        },
      );
      requirePlace(protectedHeader, place);
      return plaintext;
    } catch (cause) {
      if (cause instanceof EwsError) throw cause;
      throw unopened('it does not decrypt', { cause });
    }
  },
};

/** Somebody else's ciphertext in an entry of one's own would have readers open what was meant for another place. */
function requirePlace(header: unknown, { log, seq, type }: Place): void {
  const parsed = ProtectedHeader.safeParse(header);
  if (!parsed.success)
    throw new EwsError('entry_invalid', 'The header of the encrypted body names no place.');
  const said = parsed.data;
  if (said.log === log && said.seq === seq && said.type === type) return;
  throw new EwsError(
    'entry_invalid',
    `The encrypted body was made for ${said.type} ${said.seq} of ${said.log}, not for ${type} ${seq} of ${log}.`,
  );
}

function unopened(why: string, options?: ErrorOptions): EwsError {
  return new EwsError('entry_unopened', `The encrypted body cannot be opened: ${why}.`, {}, options);
}
