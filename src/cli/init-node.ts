import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NodePaths, nodePaths } from '../config/paths.ts';
import { EwsError } from '../domain/errors.ts';
import { type LogOrigin, logOrigin, type NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import { writeFence } from '../log/fence.ts';
import { thumbprint } from '../log/keys.ts';
import { rangeRoot } from '../log/merkle.ts';
import { emptyLog } from '../log/prepare-append.ts';
import { createSigner } from '../log/signer.ts';
import { createPeople } from '../people/accounts.ts';
import type { Stores } from '../store/stores.ts';
import { type NodeAnswers, nodeFileText } from './init-config.ts';
import { type Keyring, makeKeys, stateKeys, writeKeys } from './init-keys.ts';
import { openNodeStores } from './local-node.ts';

/** Indicators of the three countries to begin with; docs/catalogue.md describes them. */
const STARTING_CATALOGUE = fileURLToPath(new URL('../../config/indicators', import.meta.url));

export interface InitAnswers extends NodeAnswers {
  /** The first administrator. */
  readonly admin: { readonly name: string; readonly password: string };
  readonly now: EpochMs;
  /** Copy the starting catalogue into the node's folder. */
  readonly catalogue?: boolean | undefined;
}

export interface NewNode {
  readonly directory: string;
  readonly node: NodeId;
  readonly origin: LogOrigin;
  /** What peers enrol this node by. */
  readonly fingerprint: string;
}

/**
 * Makes a node in an empty folder: configuration, keys and what the root says of them, databases, an empty log
 * with its first checkpoint, the fence, and an administrator. All of it, or nothing.
 * @throws EwsError `already_exists`: the folder is not empty; `config_invalid`, `invalid_input`: an answer
 */
export async function initNode(directory: string, answers: InitAnswers): Promise<NewNode> {
  const paths = nodePaths(directory);
  const nodeFile = requireUsable(directory, answers);
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
  try {
    const keys = makeKeys();
    makeFolders(paths);
    writeFileSync(paths.nodeFile, nodeFile, { mode: 0o600 });
    if (answers.catalogue) cpSync(STARTING_CATALOGUE, paths.indicatorsFolder, { recursive: true });
    writeFileSync(paths.sessionSecret, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
    writeKeys(paths, keys);
    const statements = await stateKeys(answers.id, keys, answers.now);
    writeFileSync(paths.statements, `${JSON.stringify(statements, null, 2)}\n`, { mode: 0o600 });
    await fillStores(paths, keys, answers);
    return describe(paths, keys, answers);
  } catch (error) {
    for (const name of readdirSync(paths.directory)) {
      rmSync(join(paths.directory, name), { recursive: true, force: true });
    }
    throw error;
  }
}

/**
 * Checks what was stated, and changes nothing. Returns the text of `config/node.yaml`.
 * @throws EwsError `already_exists`, `config_invalid`
 */
export function requireUsable(directory: string, answers: NodeAnswers): string {
  const text = nodeFileText(answers);
  if (!existsSync(directory) || readdirSync(directory).length === 0) return text;
  throw new EwsError('already_exists', `${directory} is not empty; a node is made in a folder of its own.`, {
    directory,
  });
}

export function makeFolders(paths: NodePaths): void {
  const parents = [paths.nodeFile, paths.statements, paths.fence].map((file) => dirname(file));
  for (const folder of [...parents, paths.keys, paths.data]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
}

async function fillStores(paths: NodePaths, keys: Keyring, answers: InitAnswers): Promise<void> {
  const stores = await openNodeStores(paths.data);
  try {
    const origin = logOrigin(answers.id, 1);
    const log = emptyLog(origin, createSigner(answers.id, origin, keys));
    await stores.log.createOwnLog(log);
    writeFence(paths.fence, { origin, size: 0, root: rangeRoot(log.range) });
    await createAdministrator(stores, answers);
  } finally {
    await stores.close();
  }
}

export async function createAdministrator(
  stores: Stores,
  { admin, now }: Pick<InitAnswers, 'admin' | 'now'>,
): Promise<void> {
  const people = createPeople({
    store: stores.people,
    wall: { now: () => now },
    randomSubject: () => randomBytes(16).toString('base64url'),
  });
  await people.create({ ...admin, role: 'administrator' }, { name: 'init', role: 'node', subject: 'node' });
}

function describe(paths: NodePaths, keys: Keyring, { id }: InitAnswers): NewNode {
  return {
    directory: paths.directory,
    node: id,
    origin: logOrigin(id, 1),
    fingerprint: thumbprint(keys.root),
  };
}
