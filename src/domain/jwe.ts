import { z } from 'zod';

const Base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** One recipient for each member of an audience, and one for the issuer. */
const MAX_RECIPIENTS = 65;

/**
 * A body that is encrypted to the audience of its entry: a JWE in General JSON Serialization (RFC 7516 section
 * 7.2.1), `ECDH-ES+A256KW` on X25519 for each recipient and `A256GCM` for the body. Members that are not known are
 * kept.
 */
export const Jwe = z.looseObject({
  protected: Base64url.max(2_000),
  iv: Base64url.length(16),
  ciphertext: Base64url,
  tag: Base64url.length(22),
  recipients: z
    .array(
      z.looseObject({
        header: z.looseObject({
          alg: z.literal('ECDH-ES+A256KW'),
          /** RFC 7638 thumbprint of the recipient's key. */
          kid: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
          epk: z.looseObject({
            kty: z.literal('OKP'),
            crv: z.literal('X25519'),
            x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
          }),
        }),
        encrypted_key: Base64url.length(54),
      }),
    )
    .min(1)
    .max(MAX_RECIPIENTS),
});
export type Jwe = z.infer<typeof Jwe>;
