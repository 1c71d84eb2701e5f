import { Command, Option } from 'commander';
import type { NodeAnswers } from './init-config.ts';
import { initNode, type NewNode, requireUsable } from './init-node.ts';
import { port } from './options.ts';
import { printJson, printLine } from './output.ts';
import { askNewPassword, canAsk, randomPassword, readPassword } from './passwords.ts';

interface Options extends NodeAnswers {
  readonly admin: string;
  readonly adminPasswordFile?: string;
  readonly catalogue?: boolean;
  readonly json?: boolean;
}

export function initCommand(): Command {
  return new Command('init')
    .description('make a node in an empty folder: keys, configuration, databases, an empty log')
    .argument('<dir>', 'the folder of the node')
    .requiredOption('--id <id>', 'name of the node, for ever: a lowercase host-like name')
    .requiredOption('--country <code>', 'two letters of ISO 3166-1')
    .option('--name <text>', 'what the node is called, in English')
    .option('--contact <text>', 'whom readers of its bulletins call')
    .option('--agency-host <host>', 'address to listen on for the agency')
    .option('--agency-port <port>', 'port of that', port)
    .option('--federation-host <host>', 'address to listen on for peers')
    .option('--federation-port <port>', 'port of that', port)
    .option('--federation-url <url>', 'where peers reach it, without a slash at the end')
    .option('--allow-http', 'peers may be reached without TLS')
    .addOption(
      new Option('--business <clock>', 'clock of bulletins and vintages').choices(['wall', 'replay']),
    )
    .option('--replay-from <time>', 'where a replay starts, e.g. 2021-06-01T00:00:00Z')
    .option('--catalogue', 'with the starting catalogue: indicators of Korea, Japan and the United States')
    .option('--admin <name>', 'first administrator', 'admin')
    .option(
      '--admin-password-file <file>',
      'file with the password, - for standard input; else it is asked for',
    )
    .option('--json', 'print JSON')
    .action(init);
}

async function init(directory: string, options: Options): Promise<void> {
  const { admin: name, adminPasswordFile: file, json, ...answers } = options;
  // Before anybody is asked for a password.
  requireUsable(directory, answers);
  const isRandom = file === undefined && !canAsk();
  const password = await choosePassword(name, file);
  const node = await initNode(directory, { ...answers, admin: { name, password }, now: Date.now() });
  const administrator = { name, ...(isRandom ? { password } : {}) };
  if (json) printJson({ ...node, administrator });
  else explain(node, administrator);
}

/** There is no default: what everybody knows protects nothing. */
async function choosePassword(name: string, file: string | undefined): Promise<string> {
  if (file !== undefined) return readPassword(file);
  return canAsk() ? askNewPassword(name) : randomPassword();
}

function explain(node: NewNode, administrator: { name: string; password?: string }): void {
  printLine(`${node.node} is made in ${node.directory}.`);
  printLine();
  printLine(`  Fingerprint    ${node.fingerprint}`);
  printLine(`  Log            ${node.origin}`);
  printLine(`  Administrator  ${administrator.name}`);
  if (administrator.password !== undefined) {
    printLine(`  Password       ${administrator.password}   (shown this once; change it)`);
  }
  printLine();
  printLine('Next:');
  printLine(`  1. Take the root keys offline: ${node.directory}/offline-root/README.txt says how.`);
  printLine(`  2. Look through ${node.directory}/config/node.yaml, then: ews config check ${node.directory}`);
  printLine(`  3. ews start ${node.directory}`);
  printLine('  4. Give your fingerprint to each peer by another way than the network, and get theirs;');
  printLine('     then an operator enrols them: ews peers enrol URL --fingerprint F');
}
