import { Command, Option } from 'commander';
import { EwsError } from '../domain/errors.ts';
import { NodeId } from '../domain/node-id.ts';
import type { NodeAnswers } from './init-config.ts';
import { initNode, type NewNode, requireUsable } from './init-node.ts';
import { recoverNode } from './init-recover.ts';
import { port } from './options.ts';
import { printJson, printLine } from './output.ts';
import { askNewPassword, canAsk, randomPassword, readPassword } from './passwords.ts';

interface Options extends NodeAnswers {
  readonly admin: string;
  readonly adminPasswordFile?: string;
  readonly catalogue?: boolean;
  readonly json?: boolean;
  readonly recover?: string;
  readonly peer?: readonly string[];
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
    .option(
      '--recover <folder>',
      'the node lost its disk: with the keys/ and identity/ of this folder, an empty database, and no fence',
    )
    .option(
      '--peer <id>',
      'with --recover, for each peer: it has to be asked before the log goes on',
      collect,
    )
    .option('--json', 'print JSON')
    .action(init);
}

function collect(id: string, before: readonly string[] = []): string[] {
  return [...before, requireNodeId(id)];
}

async function init(directory: string, options: Options): Promise<void> {
  const { admin: name, adminPasswordFile: file, json, recover: from, peer: peers = [], ...answers } = options;
  if ((from === undefined) !== (peers.length === 0)) {
    throw new EwsError(
      'invalid_input',
      'With --recover each peer is named by --peer, and without it none is.',
    );
  }
  // Before anybody is asked for a password.
  requireUsable(directory, answers);
  const isRandom = file === undefined && !canAsk();
  const password = await choosePassword(name, file);
  const stated = { ...answers, admin: { name, password }, now: Date.now() };
  const node =
    from === undefined
      ? await initNode(directory, stated)
      : await recoverNode(directory, { ...stated, from, peers });
  const administrator = { name, ...(isRandom ? { password } : {}) };
  if (json) printJson({ ...node, administrator });
  else if (from === undefined) explain(node, administrator);
  else explainRecovery(node, administrator, peers);
}

/** There is no default: what everybody knows protects nothing. */
async function choosePassword(name: string, file: string | undefined): Promise<string> {
  if (file !== undefined) return readPassword(file);
  return canAsk() ? askNewPassword(name) : randomPassword();
}

function requireNodeId(text: string): NodeId {
  const id = NodeId.safeParse(text);
  if (id.success) return id.data;
  throw new EwsError('invalid_input', `"${text}" is not the id of a node such as jp.ews.example.`);
}

type Administrator = { readonly name: string; readonly password?: string };

function explainRecovery(node: NewNode, administrator: Administrator, peers: readonly string[]): void {
  printLine(`${node.node} is made anew in ${node.directory}, with its keys, and without what it held.`);
  printIdentity(node, administrator);
  printLine('Next:');
  printLine(`  1. ews start ${node.directory}: it issues nothing yet.`);
  printLine(`  2. Enrol ${peers.join(', ')}: ews peers enrol URL --fingerprint F`);
  printLine(
    '  3. ews recover: says what came back from whom. The node goes on by itself once each was asked.',
  );
}

function explain(node: NewNode, administrator: Administrator): void {
  printLine(`${node.node} is made in ${node.directory}.`);
  printIdentity(node, administrator);
  printLine('Next:');
  printLine(`  1. Take the root keys offline: ${node.directory}/offline-root/README.txt says how.`);
  printLine(`  2. Look through ${node.directory}/config/node.yaml, then: ews config check ${node.directory}`);
  printLine(`  3. ews start ${node.directory}`);
  printLine('  4. Give your fingerprint to each peer by another way than the network, and get theirs;');
  printLine('     then an operator enrols them: ews peers enrol URL --fingerprint F');
}

function printIdentity({ fingerprint, origin }: NewNode, { name, password }: Administrator): void {
  printLine();
  printLine(`  Fingerprint    ${fingerprint}`);
  printLine(`  Log            ${origin}`);
  printLine(`  Administrator  ${name}`);
  if (password !== undefined) printLine(`  Password       ${password}   (shown this once; change it)`);
  printLine();
}
