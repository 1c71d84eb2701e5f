import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NodePaths } from '../config/paths.ts';
import { logOrigin, type NodeId } from '../domain/node-id.ts';
import { DAY_MS, type EpochMs, formatInstant } from '../domain/time.ts';
import { BACKDATED_DAYS, VALID_DAYS } from '../keys/renew.ts';
import type { KeyStatement } from '../log/key-statement.ts';
import {
  generateEncryptionKey,
  generateKey,
  type PrivateEncryptionKey,
  type PrivateKey,
  publicPart,
  saveKey,
  thumbprint,
} from '../log/keys.ts';
import { signKeyStatement } from '../log/signer.ts';
import type { WorkingKeys } from '../log/signing-keys.ts';

/** Every key of a new node. */
export interface Keyring extends WorkingKeys {
  readonly root: PrivateKey;
  readonly nextRoot: PrivateKey;
  readonly encryption: PrivateEncryptionKey;
}

const README = `The two files beside this one are the root key of this node and the root key that will follow it.

Whoever has them can make keys in the name of this node. The node runs without them: it never reads them.
Take them offline now:

  1. Copy root.json and next-root.json to two media, e.g. two encrypted USB sticks. Read both copies back.
  2. Put the media into two different safes. Whoever holds the one should not hold the other.
  3. Delete root.json and next-root.json here, on a disk that was encrypted from the start.

root.json is needed when a key of the node is made or revoked (ews keys renew, ews keys revoke). Should the root
key be stolen or lost, next-root.json is there to replace it (ews keys root), and then signs in its place.
Should both be lost, a new node has to be made under another id, and every peer has to enrol that one.
`;

export function makeKeys(): Keyring {
  return {
    root: generateKey(),
    nextRoot: generateKey(),
    log: generateKey(),
    cosigner: generateKey(),
    request: generateKey(),
    encryption: generateEncryptionKey(),
  };
}

export function writeKeys(paths: NodePaths, keys: Keyring): void {
  saveKey(paths.logKey, keys.log);
  saveKey(paths.cosignerKey, keys.cosigner);
  saveKey(paths.requestKey, keys.request);
  saveKey(paths.encryptionKey, keys.encryption);
  mkdirSync(dirname(paths.rootKey), { recursive: true, mode: 0o700 });
  saveKey(paths.rootKey, keys.root);
  saveKey(paths.nextRootKey, keys.nextRoot);
  writeFileSync(`${paths.offlineRoot}/README.txt`, README, { mode: 0o600 });
}

/** What the root says of the working keys: a compact JWS for each. */
export function stateKeys(node: NodeId, keys: Keyring, now: EpochMs): Promise<string[]> {
  const common = { v: 1, node, nextRoot: thumbprint(keys.nextRoot), issued: formatInstant(now) } as const;
  const validity = {
    notBefore: formatInstant(now - BACKDATED_DAYS * DAY_MS),
    notAfter: formatInstant(now + VALID_DAYS * DAY_MS),
  };
  const statements: KeyStatement[] = [
    { ...common, use: 'log', key: publicPart(keys.log), log: logOrigin(node, 1), fromSeq: 0 },
    { ...common, use: 'cosigner', key: publicPart(keys.cosigner), ...validity },
    { ...common, use: 'request', key: publicPart(keys.request), ...validity },
    { ...common, use: 'encryption', key: publicPart(keys.encryption), ...validity },
  ];
  return Promise.all(statements.map((statement) => signKeyStatement(keys.root, statement)));
}
