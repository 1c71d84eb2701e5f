import crypto, { type KeyObject } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Remembers within a world which signatures hold: one that a key of this process made over these bytes does, and one
 * that was verified before has the same verdict again. What was altered by one bit is not remembered, and is verified
 * as it is anywhere. Half of what a world costs would be arithmetic on curves otherwise.
 */
interface Verdict {
  readonly key: string;
  readonly message: Uint8Array;
  readonly holds: boolean;
}

const verdicts = new Map<string, Verdict>();
const publicKeys = new WeakMap<KeyObject, string>();
let installed = false;

export function forgetVerdicts(): void {
  verdicts.clear();
}

/** Has this process remember; called once, before a world is made. */
export function rememberVerdicts(): void {
  if (installed) return;
  installed = true;
  const { sign, verify } = crypto;
  const signAndRemember = (algorithm: null, message: Uint8Array, key: KeyObject) => {
    const signature = sign(algorithm, message, key);
    keep(signature, key, message, true);
    return signature;
  };
  const verifyOrRemember = (algorithm: null, message: Uint8Array, key: KeyObject, signature: Uint8Array) => {
    const known = verdicts.get(nameOf(signature));
    if (known !== undefined && known.key === publicKeyOf(key) && Buffer.compare(known.message, message) === 0)
      return known.holds;
    const holds = verify(algorithm, message, key, signature);
    keep(signature, key, message, holds);
    return holds;
  };
  Object.assign(crypto, { sign: signAndRemember, verify: verifyOrRemember });
  syncBuiltinESMExports();
}

function keep(signature: Uint8Array, key: KeyObject, message: Uint8Array, holds: boolean): void {
  verdicts.set(nameOf(signature), { key: publicKeyOf(key), message, holds });
}

function nameOf(signature: Uint8Array): string {
  return Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength).toString('latin1');
}

function publicKeyOf(key: KeyObject): string {
  const known = publicKeys.get(key) ?? (key.export({ format: 'jwk' }).x as string);
  publicKeys.set(key, known);
  return known;
}
