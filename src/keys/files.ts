import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodePaths } from '../config/paths.ts';
import { EwsError } from '../domain/errors.ts';
import { replaceFile } from '../durable-file.ts';
import { PrivateEncryptionKey, PrivateKey, saveKey, thumbprint } from '../log/keys.ts';

/** Private keys of a node by their thumbprints. */
export interface HeldKeys {
  readonly signing: ReadonlyMap<string, PrivateKey>;
  readonly encryption: ReadonlyMap<string, PrivateEncryptionKey>;
}

/** @throws EwsError `config_invalid` */
export function readStatements({ statements: path }: NodePaths): string[] {
  try {
    const list = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    if (Array.isArray(list) && list.every((each) => typeof each === 'string')) return list;
    throw new Error('it is not a list of texts');
  } catch (cause) {
    throw new EwsError('config_invalid', `${path} does not hold the node's key statements.`, {}, { cause });
  }
}

/** Whole or not at all, so that a node that runs reads either the old list or the new one. */
export function writeStatements({ statements: path }: NodePaths, list: readonly string[]): void {
  replaceFile(path, `${JSON.stringify(list, null, 2)}\n`);
}

/** Every private key in `keys/`, whatever its file is called. @throws EwsError `config_invalid`: a file is not JSON */
export function readHeldKeys({ keys: folder }: NodePaths): HeldKeys {
  const signing = new Map<string, PrivateKey>();
  const encryption = new Map<string, PrivateEncryptionKey>();
  const names = existsSync(folder) ? readdirSync(folder).filter((each) => each.endsWith('.json')) : [];
  for (const name of names) {
    const { kid: _kid, ...key } = readJson(join(folder, name));
    const signs = PrivateKey.safeParse(key);
    const opens = PrivateEncryptionKey.safeParse(key);
    if (signs.success) signing.set(thumbprint(signs.data), signs.data);
    // What is something else is missed when a statement asks for it.
    else if (opens.success) encryption.set(thumbprint(opens.data), opens.data);
  }
  return { signing, encryption };
}

function readJson(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new EwsError('config_invalid', `${path} does not hold a private key.`, { path }, { cause });
  }
}

/** Keeps a new key beside those that there are. Returns its file. */
export function keepKey({ keys }: NodePaths, use: string, key: PrivateKey | PrivateEncryptionKey): string {
  const path = join(keys, `${use}-${thumbprint(key)}.json`);
  saveKey(path, key);
  return path;
}
