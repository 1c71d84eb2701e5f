import type { NodePaths } from '../config/paths.ts';
import { KeyChangeBody } from '../domain/key-change.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { Clock } from '../domain/time.ts';
import { readEnvelope } from '../log/entry.ts';
import { peekJws } from '../log/jws.ts';
import { verifyKeyStatements } from '../log/key-chain.ts';
import type { NodeKeys } from '../log/key-statement.ts';
import type { PrivateEncryptionKey } from '../log/keys.ts';
import type { LogStore } from '../log/port.ts';
import { chosenBy, type SigningKeys } from '../log/signing-keys.ts';
import { type HeldKeys, readHeldKeys, readStatements } from './files.ts';

/** A node's own keys: what its root said of them, and the private parts that are here. */
export interface OwnKeys {
  /** Compact JWS, in the order in which they were made. */
  readonly statements: readonly string[];
  readonly keys: NodeKeys;
  readonly signing: SigningKeys;
  isHeld(kid: string): boolean;
  decryptionKey(kid: string): PrivateEncryptionKey | undefined;
  /** Reads statements and keys again. Returns whether there are others. @throws EwsError, and keeps what it had */
  refresh(): Promise<boolean>;
  /** Goes by these statements, which are about to be written. @throws EwsError `key_statement_invalid`, … */
  goBy(statements: readonly string[]): Promise<void>;
}

/** @throws EwsError `config_invalid`, `key_statement_invalid`, `fingerprint_mismatch`, `key_weak` */
export async function openOwnKeys(parts: {
  readonly node: NodeId;
  readonly paths: NodePaths;
  readonly logs: Pick<LogStore, 'ownLog' | 'keyChanges'>;
  readonly wall: Clock;
}): Promise<OwnKeys> {
  const { node, paths, logs, wall } = parts;
  let statements: readonly string[] = [];
  let keys: NodeKeys;
  let held: HeldKeys = readHeldKeys(paths);

  async function goBy(list: readonly string[]): Promise<void> {
    // The first root is where this node began: it is compared with nothing, since this is the node itself.
    const first = peekJws(list[0] ?? '')?.kid ?? '';
    keys = await verifyKeyStatements(list, node, first);
    statements = list;
    held = readHeldKeys(paths);
  }

  async function refresh(): Promise<boolean> {
    const list = await allStatements(readStatements(paths), logs);
    if (list.length === statements.length && list.every((each, at) => each === statements[at])) return false;
    await goBy(list);
    return true;
  }

  await refresh();
  return {
    get statements() {
      return statements;
    },
    get keys() {
      return keys;
    },
    signing: chosenBy(
      () => keys,
      (kid) => held.signing.get(kid),
      () => wall.now(),
    ),
    isHeld: (kid) => held.signing.has(kid) || held.encryption.has(kid),
    decryptionKey: (kid) => held.encryption.get(kid),
    refresh,
    goBy,
  };
}

/**
 * The list in the file, and after it what stands in the log alone: a log key changes in the moment in which its
 * entry is committed, whatever becomes of the process that writes the file after it.
 */
async function allStatements(
  list: readonly string[],
  logs: Pick<LogStore, 'ownLog' | 'keyChanges'>,
): Promise<string[]> {
  const own = await logs.ownLog();
  const changes = own === undefined ? [] : await logs.keyChanges(own.origin);
  const inLog = changes.flatMap(({ jws = '' }) => {
    const { statement, revocation } = KeyChangeBody.parse(readEnvelope(jws).body);
    return revocation === undefined ? [statement] : [statement, revocation];
  });
  return [...list, ...inLog.filter((each) => !list.includes(each))];
}
