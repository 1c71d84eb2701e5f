import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { ENTRY_BYTES } from './content.ts';

const ISSUERS = 10;
const MESSAGES = 2_000;

/** The reference: Ed25519 signatures of entries that one core verifies in a second, by node:crypto and nothing else. */
export function verifyLoop(seconds: number): number {
  const keys = Array.from({ length: ISSUERS }, () => generateKeyPairSync('ed25519'));
  const signed = Array.from({ length: MESSAGES }, (_, number) => {
    const { publicKey, privateKey } = keys[number % ISSUERS]!;
    // What is signed is the entry without its signature.
    const message = Buffer.from(
      randomBytes(ENTRY_BYTES)
        .toString('base64url')
        .slice(0, ENTRY_BYTES - 87),
    );
    return { publicKey, message, signature: sign(null, message, privateKey) };
  });
  let verified = 0;
  const begun = performance.now();
  let took = 0;
  for (; took < seconds * 1000; took = performance.now() - begun) {
    for (let each = 0; each < 100; each += 1) {
      const { publicKey, message, signature } = signed[(verified + each) % MESSAGES]!;
      if (!verify(null, message, publicKey, signature)) throw new Error('a signature does not hold');
    }
    verified += 100;
  }
  return verified / (took / 1000);
}
