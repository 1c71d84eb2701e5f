import { Command } from 'commander';
import project from '../../package.json' with { type: 'json' };
import { type MadeBackup, makeBackup } from '../backup/make-backup.ts';
import { loadConfig } from '../config.ts';
import { nodeDirectory } from './node-directory.ts';
import { printJson, printLine, printRemark } from './output.ts';
import { createSteps } from './steps-progress.ts';

interface Options {
  readonly dir?: string;
  readonly withKeys?: boolean;
  readonly json?: boolean;
}

export function backupCommand(): Command {
  return new Command('backup')
    .description('back up a node into a new folder, while it runs or not; without its keys and its fence')
    .argument('<into>', 'the folder that backups are collected in')
    .option('--dir <dir>', 'the folder of the node; else EWS_DIR')
    .option('--with-keys', 'private keys and the session secret, too: whoever has it can sign as this node')
    .option('--json', 'print JSON')
    .action(backup);
}

async function backup(into: string, { dir, withKeys = false, json }: Options): Promise<void> {
  const { node, paths } = loadConfig(nodeDirectory(dir));
  const steps = createSteps();
  const made = await makeBackup({
    node: node.id,
    paths,
    into,
    withKeys,
    program: project.version,
    now: Date.now(),
    onProgress: ({ done, total }) => steps.show(done, total, 'pages'),
  }).finally(() => steps.end());
  if (json) printJson({ path: made.path, ...made.manifest });
  else explain(made);
}

function explain({ path, manifest }: MadeBackup): void {
  const { log, files, keys } = manifest;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  printLine(path);
  printLine(`${files.length} files, ${bytes} bytes, log ${log.origin} of ${log.size} entries.`);
  printRemark(
    keys
      ? 'PRIVATE KEYS are in it: whoever has it can sign as this node. Encrypt it, and keep it apart.'
      : 'No keys are in it (--with-keys); what people wrote and peers sent is, in plain: encrypt it.',
  );
  printRemark('The fence is not in it, and must not be: it has to know better than a backup.');
}
