import { randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type NodePaths, nodePaths } from '../config/paths.ts';
import { epochOf } from '../domain/epoch.ts';
import { EwsError } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import { readHeldKeys } from '../keys/files.ts';
import { peekJws } from '../log/jws.ts';
import { verifyKeyStatements } from '../log/key-chain.ts';
import { logKeyAt } from '../log/key-statement.ts';
import { thumbprint } from '../log/keys.ts';
import { emptyLog } from '../log/prepare-append.ts';
import { createSigner } from '../log/signer.ts';
import { chosenBy, type SigningKeys } from '../log/signing-keys.ts';
import {
  createAdministrator,
  type InitAnswers,
  makeFolders,
  type NewNode,
  requireUsable,
} from './init-node.ts';
import { openNodeStores } from './local-node.ts';

export interface RecoverAnswers extends InitAnswers {
  /** A folder with `keys/` and `identity/` of the node, such as a backup with keys; `config/` is taken too, if there. */
  readonly from: string;
  /** Every peer of the node: each has to be asked before the log goes on. */
  readonly peers: readonly NodeId[];
}

/**
 * Makes the folder of a node that lost its disk: the same keys and what the root says of them, empty databases, and no
 * fence, since nobody knows what was signed last. Such a node issues nothing until it has its log back from its peers.
 * @throws EwsError `already_exists`, `config_invalid`, `invalid_input`: the keys are not those of the statements
 */
export async function recoverNode(directory: string, answers: RecoverAnswers): Promise<NewNode> {
  const paths = nodePaths(directory);
  const nodeFile = requireUsable(directory, answers);
  const from = nodePaths(answers.from);
  const { keys, ...identity } = await requireIdentity(from, answers.id);
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
  try {
    makeFolders(paths);
    copyFiles(from.keys, paths.keys);
    copyFiles(dirname(from.statements), dirname(paths.statements));
    const config = join(from.directory, 'config');
    if (existsSync(config)) cpSync(config, join(paths.directory, 'config'), { recursive: true });
    if (!existsSync(paths.nodeFile)) writeFileSync(paths.nodeFile, nodeFile, { mode: 0o600 });
    if (!existsSync(paths.sessionSecret)) {
      writeFileSync(paths.sessionSecret, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
    }
    await fillStores(paths, answers, identity.origin, keys);
    return { directory: paths.directory, node: answers.id, ...identity };
  } catch (error) {
    for (const name of readdirSync(paths.directory)) {
      rmSync(join(paths.directory, name), { recursive: true, force: true });
    }
    throw error;
  }
}

async function requireIdentity(
  from: NodePaths,
  id: NodeId,
): Promise<Pick<NewNode, 'origin' | 'fingerprint'> & { keys: SigningKeys }> {
  const missing = [from.statements, from.keys].filter((path) => !existsSync(path));
  if (missing.length > 0) {
    throw new EwsError(
      'invalid_input',
      `${missing.join(', ')} is missing: a node is the same only with its keys. Without them make a new one under another id.`,
      { missing },
    );
  }
  const statements = JSON.parse(readFileSync(from.statements, 'utf8')) as string[];
  const fingerprint = peekJws(statements[0] ?? '')?.kid ?? '';
  const keys = await verifyKeyStatements(statements, id, fingerprint);
  const origins = keys.statements.flatMap((each) => (each.use === 'log' ? [each.log] : []));
  const [origin = ''] = origins.sort((a, b) => epochOf(b) - epochOf(a));
  const { signing } = readHeldKeys(from);
  const due = thumbprint(logKeyAt(keys, origin, Number.MAX_SAFE_INTEGER));
  if (!signing.has(due)) {
    throw new EwsError(
      'invalid_input',
      `None of the files in ${from.keys} is the key that the statements name for ${origin}: ${due}.`,
      { due },
    );
  }
  const held = chosenBy(
    () => keys,
    (kid) => signing.get(kid),
    () => Date.now(),
  );
  // Both are asked for: what neither could sign would be found out by peers alone.
  held.cosigner(Date.now());
  held.request();
  return { origin, fingerprint, keys: held };
}

async function fillStores(
  paths: NodePaths,
  answers: RecoverAnswers,
  origin: string,
  keys: SigningKeys,
): Promise<void> {
  const stores = await openNodeStores(paths.data);
  try {
    await stores.log.createOwnLog(emptyLog(origin, createSigner(answers.id, origin, keys)));
    await stores.recovery.requirePeers(answers.peers);
    await createAdministrator(stores, answers);
  } finally {
    await stores.close();
  }
}

function copyFiles(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    if (statSync(join(from, name)).isFile()) cpSync(join(from, name), join(to, name));
  }
}
