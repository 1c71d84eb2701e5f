import { createHash, createPrivateKey } from 'node:crypto';
import { type Keyring, stateKeys } from '../../src/cli/init-keys.ts';
import { logOrigin } from '../../src/domain/node-id.ts';
import { PrivateKey, thumbprint } from '../../src/log/keys.ts';

/** Virtual time 0. */
export const EPOCH = Date.UTC(2026, 0, 1);

/** Who a node is: the same in all worlds, since making keys costs more than most worlds have to spend. */
export interface SimIdentity {
  readonly index: number;
  readonly node: string;
  readonly country: string;
  readonly url: string;
  readonly origin: string;
  readonly keys: Keyring;
  readonly statements: string[];
  readonly fingerprint: string;
}

const made = new Map<number, SimIdentity>();

export async function identity(index: number): Promise<SimIdentity> {
  const known = made.get(index) ?? (await make(index));
  made.set(index, known);
  return known;
}

async function make(index: number): Promise<SimIdentity> {
  const node = `n${index}.sim.example`;
  const keys: Keyring = {
    root: keyOf(index, 'root'),
    nextRoot: keyOf(index, 'next root'),
    log: keyOf(index, 'log'),
    cosigner: keyOf(index, 'cosigner'),
    request: keyOf(index, 'request'),
  };
  return {
    index,
    node,
    country: `${letter(index / 26)}${letter(index)}`,
    url: `https://${node}`,
    origin: logOrigin(node, 1),
    keys,
    statements: await stateKeys(node, keys, EPOCH),
    fingerprint: thumbprint(keys.root),
  };
}

function letter(number: number): string {
  return String.fromCharCode(65 + (Math.floor(number) % 26));
}

/** A PKCS #8 document of an Ed25519 key up to the 32 bytes of its seed (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that follows from its name alone; worth nothing outside a simulation. */
function keyOf(index: number, use: string): PrivateKey {
  const seed = createHash('sha256').update(`simulated node ${index}, ${use}`).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  return PrivateKey.parse(key.export({ format: 'jwk' }));
}
