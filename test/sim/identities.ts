import { createHash } from 'node:crypto';
import { type Keyring, stateKeys } from '../../src/cli/init-keys.ts';
import { logOrigin } from '../../src/domain/node-id.ts';
import { verifyKeyStatements } from '../../src/log/key-chain.ts';
import type { NodeKeys } from '../../src/log/key-statement.ts';
import { type PrivateKey, thumbprint } from '../../src/log/keys.ts';
import { type Curve, jwkOfSeed } from '../helpers/seed-keys.ts';

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
  readonly ownKeys: NodeKeys;
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
    root: signingKey(index, 'root'),
    nextRoot: signingKey(index, 'next root'),
    log: signingKey(index, 'log'),
    cosigner: signingKey(index, 'cosigner'),
    request: signingKey(index, 'request'),
    encryption: keyOf(index, 'encryption', 'X25519'),
  };
  const statements = await stateKeys(node, keys, EPOCH);
  const fingerprint = thumbprint(keys.root);
  return {
    index,
    node,
    country: `${letter(index / 26)}${letter(index)}`,
    url: `https://${node}`,
    origin: logOrigin(node, 1),
    keys,
    statements,
    fingerprint,
    ownKeys: await verifyKeyStatements(statements, node, fingerprint),
  };
}

function letter(number: number): string {
  return String.fromCharCode(65 + (Math.floor(number) % 26));
}

/** A key that follows from its name alone; worth nothing outside a simulation. */
function keyOf<Of extends Curve>(index: number, use: string, curve: Of) {
  const seed = createHash('sha256').update(`simulated node ${index}, ${use}`).digest();
  return jwkOfSeed(curve, seed);
}

function signingKey(index: number, use: string): PrivateKey {
  return keyOf(index, use, 'Ed25519');
}
