import { Command } from 'commander';
import { type Restored, restore as restoreBackup } from '../backup/restore.ts';
import { nodePaths } from '../config/paths.ts';
import { localActor } from './local-node.ts';
import { nodeDirectory } from './node-directory.ts';
import { printJson, printLine } from './output.ts';
import { createSteps } from './steps-progress.ts';

interface Options {
  readonly dir?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('put a backup into the folder of a node that does not run, and say what follows')
    .argument('<backup>', 'a folder that "ews backup" made')
    .option('--dir <dir>', 'the folder of the node, which may be new; else EWS_DIR')
    .option('--force', 'put databases that are there aside (they are kept)')
    .option('--json', 'print JSON')
    .action(restore);
}

async function restore(backup: string, { dir, force = false, json }: Options): Promise<void> {
  const steps = createSteps();
  const restored = await restoreBackup({
    backup,
    paths: nodePaths(nodeDirectory(dir)),
    force,
    actor: localActor(),
    now: Date.now(),
    onProgress: ({ done, total }) => steps.show(done, total, 'files'),
  }).finally(() => steps.end());
  if (json) printJson(restored);
  else explain(restored);
}

function explain({ directory, manifest, replaced, added, missing, log }: Restored): void {
  const { node, takenAt } = manifest;
  printLine(`${node} of ${takenAt}, with ${manifest.log.size} entries, is restored in ${directory}.`);
  if (replaced !== undefined) printLine(`The databases that were there are in ${replaced}.`);
  if (added.length > 0) printLine(`Added, since the node had none: ${added.join(', ')}.`);
  if (missing.length > 0) printLine(`Still missing: ${missing.join(', ')}.`);
  if (log.state === 'ready') {
    printLine('It is at its fence: the node will go on where it was.');
    return;
  }
  printLine(`The node will start, but issue nothing: ${log.message} [${log.state}]`);
  printLine(NEXT[log.state] ?? '');
}

/** What to do, by the code for which the node will issue nothing. */
const NEXT: Readonly<Record<string, string>> = {
  fence_ahead:
    'Entries that were signed are not in this backup: once it runs, the node takes them back from its peers. "ews recover" says how that stands.',
  fence_mismatch:
    'This is another history than the one that the node signed last: never force it. Take another backup, or make the folder anew ("ews init --recover"): its peers have the log.',
  fence_missing:
    'Put fence/log.json of the old disk into its place, if there is one; do not write one by hand. Without it the node asks each of its peers: name those that joined after this backup by "ews recover peers", and enrol them.',
};
