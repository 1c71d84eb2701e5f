import { randomBytes } from 'node:crypto';
import { Argument, Command } from 'commander';
import { nodePaths } from '../config/paths.ts';
import { EwsError } from '../domain/errors.ts';
import { type Clock, Instant } from '../domain/time.ts';
import { changeRoot } from '../keys/change-root.ts';
import { describeKeys, ENDING_DAYS, type KeyView } from '../keys/describe.ts';
import { type OwnKeys, openOwnKeys } from '../keys/own-keys.ts';
import { RENEWABLE, type Renewable, renewKey } from '../keys/renew.ts';
import { revokeKey } from '../keys/revoke.ts';
import type { KeyWork } from '../keys/work.ts';
import { type FenceFile, fenceFile } from '../log/fence.ts';
import { loadKey } from '../log/keys.ts';
import { openOwnLog } from '../log/own-log.ts';
import { createSigner } from '../log/signer.ts';
import { type LocalNode, withLocalNode } from './local-node.ts';
import { nodeDirectory } from './node-directory.ts';
import { changingKeys } from './one-at-a-time.ts';
import { wholeNumber } from './options.ts';
import { printJson, printLine, printRecord, printTable } from './output.ts';

interface Options {
  readonly root: string;
  readonly days?: number;
  readonly lastSize?: number;
  readonly from?: string;
  readonly next: string;
  readonly json?: boolean;
}

const DIRECTORY = ['[dir]', 'the folder of the node; else EWS_DIR'] as const;
const ROOT = ['--root <file>', 'the private root key, from where it is kept offline'] as const;

export function keysCommand(): Command {
  const keys = new Command('keys').description('the keys of a node: what holds, and changing it');
  keys
    .command('list')
    .description(`what holds, from when, until when; what ends within ${ENDING_DAYS} days`)
    .argument(...DIRECTORY)
    .option('--json', 'print JSON')
    .action(list);
  keys
    .command('renew')
    .description('make a new key beside those that there are; a node that runs takes it up by itself')
    .addArgument(new Argument('<use>').choices(RENEWABLE))
    .argument(...DIRECTORY)
    .requiredOption(...ROOT)
    .option('--days <n>', 'how long it holds (not for log keys)', wholeNumber(1, 3650))
    .option('--json', 'print JSON')
    .action((use: Renewable, directory: string | undefined, { root, days, json }: Options) =>
      change(directory, json, (work) => renewKey(work, use, loadKey(root), days)),
    );
  keys
    .command('revoke')
    .description('have a key count no longer; the log key in use gets a successor')
    .argument('<kid>', 'its thumbprint, as `ews keys list` shows it')
    .argument(...DIRECTORY)
    .allowUnknownOption() // one thumbprint in 64 begins with "-"
    .requiredOption(...ROOT)
    .option(
      '--last-size <n>',
      'of a log key: the last size that it is trusted for',
      wholeNumber(0, 2 ** 53 - 1),
    )
    .option('--from <time>', 'of another key: from when on, e.g. 2026-01-31T00:00:00Z')
    .option('--json', 'print JSON')
    .action((kid: string, directory: string | undefined, { root, lastSize, from, json }: Options) =>
      change(directory, json, (work) =>
        revokeKey(work, kid, loadKey(root), { lastSize, from: requireTime(from) }),
      ),
    );
  keys
    .command('root')
    .description('move to the root that the present one committed to, and make the one after it')
    .argument(...DIRECTORY)
    .requiredOption('--root <file>', 'the private next root key (next-root.json)')
    .requiredOption('--next <file>', 'where the root after it is written; it is not there yet')
    .option('--json', 'print JSON')
    .action((directory: string | undefined, { root, next, json }: Options) =>
      change(directory, json, (work) => changeRoot(work, loadKey(root), next)),
    );
  return keys;
}

function requireTime(text: string | undefined): string | undefined {
  if (text === undefined || Instant.safeParse(text).success) return text;
  throw new EwsError('invalid_input', `${text} is not a time such as 2026-01-31T00:00:00Z.`);
}

async function list(stated: string | undefined, { json }: Options): Promise<void> {
  const views = await withLocalNode(nodeDirectory(stated), async (local) => {
    const own = await ownKeysOf(local);
    return describeKeys(own.keys, own.isHeld, local.now);
  });
  if (json) return printJson({ items: views });
  printTable<KeyView>(views, [
    ['Use', ({ use }) => use],
    ['Key', ({ kid }) => kid],
    ['State', ({ state }) => state],
    ['From', ({ fromSeq, notBefore }) => notBefore ?? fromSeq],
    ['Until', ({ toSeq, notAfter, revokedFrom, lastSize }) => lastSize ?? revokedFrom ?? notAfter ?? toSeq],
    ['Days', ({ endsInDays }) => endsInDays],
    ['Here', ({ held }) => (held ? 'yes' : 'no')],
  ]);
}

async function change(
  stated: string | undefined,
  json: boolean | undefined,
  work: (work: KeyWork) => Promise<object>,
): Promise<void> {
  const result = await withKeys(stated, work);
  if (json) return printJson(result);
  printRecord(result);
  printLine('A node that runs signs by it within seconds. Its peers follow by themselves.');
}

/** Opens a node's folder as its process does, whether that runs or not; one command at a time. */
function withKeys<T>(stated: string | undefined, work: (work: KeyWork) => Promise<T>): Promise<T> {
  const directory = nodeDirectory(stated);
  return changingKeys(nodePaths(directory), () => openKeys(directory, work));
}

function openKeys<T>(directory: string, work: (work: KeyWork) => Promise<T>): Promise<T> {
  return withLocalNode(directory, async (local) => {
    const { paths, node } = local.config;
    const logs = local.stores.log;
    const wall = wallOf(local);
    const own = await ownKeysOf(local);
    const held = await logs.ownLog();
    if (held === undefined) throw new EwsError('config_invalid', `${paths.data} holds no log of its own.`);
    const signer = createSigner(node.id, held.origin, own.signing);
    const fence = neverLower(fenceFile(paths.fence));
    const log = await openOwnLog({ store: logs, signer, fence, wall, onForeign: own.refresh });
    const randomId = () => randomBytes(16).toString('base64url');
    return work({ node: node.id, paths, own, log, logs, signer, wall, randomId });
  });
}

function ownKeysOf(local: LocalNode): Promise<OwnKeys> {
  const { config, stores } = local;
  return openOwnKeys({ node: config.node.id, paths: config.paths, logs: stores.log, wall: wallOf(local) });
}

function wallOf({ config }: LocalNode): Clock {
  return { now: () => Date.now() + config.clock.wallOffsetSeconds * 1000 };
}

/** The node may run, and have appended more in the meantime than this command has seen. */
function neverLower(file: FenceFile): FenceFile {
  return {
    read: file.read,
    write(fence) {
      const there = file.read();
      if (there.origin !== fence.origin || there.size < fence.size) file.write(fence);
    },
  };
}
