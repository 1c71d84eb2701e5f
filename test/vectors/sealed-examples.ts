import { createCipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import type { BulletinContent } from '../../src/domain/bulletin.ts';
import { toBase64url, utf8 } from '../../src/domain/bytes.ts';
import { Jwe } from '../../src/domain/jwe.ts';
import { type EncryptionKey, type PrivateEncryptionKey, publicPart, thumbprint } from '../../src/log/keys.ts';
import { sealingTo } from '../../src/log/sealed-body.ts';
import type { Place, Sealer } from '../../src/log/sealer.ts';
import { jwkOfSeed } from '../helpers/seed-keys.ts';
import { bulletinBody, bulletinEnvelope, content, JP, KR, krSigner } from './protocol-federation.ts';

/** What a node draws at random, and the private keys of the recipients. Nobody may use them for anything else. */
const SECRETS = {
  'jp encryption': '16'.repeat(32),
  'kr encryption': '06'.repeat(32),
  'epk for jp': 'e1'.repeat(32),
  'epk for kr': 'e2'.repeat(32),
  'content key': 'c0'.repeat(32),
  iv: '1f'.repeat(12),
} as const;
type SecretName = keyof typeof SECRETS;

const ALGORITHM = 'ECDH-ES+A256KW';

export function encryptionKey(name: SecretName): PrivateEncryptionKey {
  return jwkOfSeed('X25519', secret(name));
}

/** A bulletin for one country alone, three entries into the log of the examples. */
const confidential: BulletinContent = {
  ...content,
  id: `${KR}/2021-10-11/9e8d7c6b`,
  headline: { en: 'Urea: stocks last until December' },
  text: { en: 'What is in the country lasts for ten weeks.' },
  tlp: 'AMBER',
  audience: [JP],
};

export async function sealedExamples(): Promise<Record<string, string>> {
  const body = bulletinBody(confidential, 1);
  const seal = sealingTo(fixedSealer, [encryptionKey('jp encryption'), encryptionKey('kr encryption')]);
  const envelope = bulletinEnvelope(3, body);
  const { jwe } = await seal(envelope);
  if (jwe === undefined) throw new Error('Nothing was encrypted.');
  const names = Object.keys(SECRETS) as SecretName[];
  return {
    'sealed-secrets': names.map((name) => `${name.padEnd(14)}${SECRETS[name]}`).join('\n'),
    'sealed-recipients': (['jp encryption', 'kr encryption'] as const)
      .map((name) => `${name.padEnd(14)}${encryptionKey(name).x} ${thumbprint(encryptionKey(name))}`)
      .join('\n'),
    'sealed-plaintext': JSON.stringify(body),
    'sealed-protected': Buffer.from(jwe.protected, 'base64url').toString('utf8'),
    'sealed-jwe': JSON.stringify(jwe),
    'sealed-entry-jws': await krSigner.signEntry(envelope, seal),
  };
}

/** Written from RFC 7516, 7518 and 8037 with Node's cryptography, for recipients and chances that are fixed. */
const fixedSealer: Sealer = {
  async seal(body, recipients, { log, seq, type }: Place): Promise<Jwe> {
    const key = secret('content key');
    const header = toBase64url(utf8(JSON.stringify({ enc: 'A256GCM', typ: 'ews-body+jwe', log, seq, type })));
    const cipher = createCipheriv('aes-256-gcm', key, secret('iv')).setAAD(Buffer.from(header, 'ascii'));
    const ciphertext = Buffer.concat([cipher.update(body), cipher.final()]);
    // In the order in which a node writes it.
    return Jwe.parse({
      ciphertext: toBase64url(ciphertext),
      iv: toBase64url(secret('iv')),
      recipients: recipients.map((recipient, index) =>
        wrapFor(recipient, encryptionKey(index === 0 ? 'epk for jp' : 'epk for kr'), key),
      ),
      tag: toBase64url(cipher.getAuthTag()),
      protected: header,
    });
  },
  open: async () => {
    throw new Error('The examples are opened by the code, and by their test.');
  },
};

function wrapFor(recipient: EncryptionKey, ephemeral: PrivateEncryptionKey, contentKey: Uint8Array) {
  const shared = diffieHellman({
    privateKey: createPrivateKey({ key: ephemeral, format: 'jwk' }),
    publicKey: createPublicKey({ key: publicPart(recipient), format: 'jwk' }),
  });
  const wrapping = createCipheriv('id-aes256-wrap', derivedKey(shared), Buffer.alloc(8, 0xa6));
  const wrapped = Buffer.concat([wrapping.update(contentKey), wrapping.final()]);
  const epk = publicPart(ephemeral) as Jwe['recipients'][number]['header']['epk'];
  return {
    encrypted_key: toBase64url(wrapped),
    header: { alg: ALGORITHM, kid: thumbprint(recipient), epk },
  } as const;
}

/** Concat KDF of one round (RFC 7518 section 4.6.2), without PartyUInfo and PartyVInfo. */
function derivedKey(shared: Uint8Array): Buffer {
  const algorithm = Buffer.from(ALGORITHM, 'ascii');
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  return createHash('sha256')
    .update(number(1))
    .update(shared)
    .update(Buffer.concat([number(algorithm.length), algorithm, number(0), number(0), number(256)]))
    .digest();
}

function secret(name: SecretName): Buffer {
  return Buffer.from(SECRETS[name], 'hex');
}
