import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import { EwsError } from '../domain/errors.ts';
import { Role } from '../domain/people.ts';
import { createPeople } from '../people/accounts.ts';
import type { People } from '../people/people.ts';
import { localActor, withLocalNode } from './local-node.ts';
import { nodeDirectory } from './node-directory.ts';
import { printJson, printLine, printTable } from './output.ts';
import { askNewPassword, canAsk, randomPassword, readPassword } from './passwords.ts';

interface Options {
  readonly dir?: string;
  readonly role?: Role;
  readonly passwordFile?: string;
  readonly password?: boolean;
  readonly disable?: boolean;
  readonly enable?: boolean;
  readonly json?: boolean;
}

export function accountCommand(): Command {
  const account = new Command('account').description('who may sign in to a node');
  const role = () => new Option('--role <role>', 'what the account may do').choices(Role.options);
  subcommand(account, 'add <name>', 'create an account', add)
    .addOption(role().makeOptionMandatory())
    .option('--password-file <file>', 'file with the password, - for standard input; else it is asked for');
  subcommand(account, 'list', 'all accounts', list);
  subcommand(account, 'change <name>', 'change an account; its tokens become void', change)
    .addOption(role())
    .option('--password', 'ask for a new password')
    .option('--password-file <file>', 'file with a new password, - for standard input')
    .addOption(new Option('--disable', 'nobody may sign in by it').conflicts('enable'))
    .option('--enable', 'take that back');
  return account;
}

type Action = (name: string, options: Options) => Promise<void>;

function subcommand(parent: Command, usage: string, description: string, action: Action): Command {
  return parent
    .command(usage)
    .description(description)
    .option('--dir <dir>', 'the folder of the node; else EWS_DIR')
    .option('--json', 'print JSON')
    .action(async function act(this: Command) {
      await action(this.args[0] ?? '', this.opts<Options>());
    });
}

async function add(name: string, { dir, role, passwordFile, json }: Options): Promise<void> {
  if (role === undefined) throw new EwsError('invalid_input', 'Which role?');
  const isRandom = passwordFile === undefined && !canAsk();
  const password = isRandom ? randomPassword() : await chosenPassword(name, passwordFile);
  const account = await withPeople(dir, (people) => people.create({ name, role, password }, localActor()));
  if (json) return printJson({ ...account, ...(isRandom ? { password } : {}) });
  printLine(`${name} is created (${role}).`);
  if (isRandom) printLine(`Password: ${password}   (shown this once; change it)`);
}

async function list(_name: string, { dir, json }: Options): Promise<void> {
  const items = await withPeople(dir, (people) => people.list());
  if (json) return printJson({ items });
  printTable(items, [
    ['Name', ({ name }) => name],
    ['Role', ({ role }) => role],
    ['State', ({ disabled }) => (disabled ? 'disabled' : 'enabled')],
    ['Subject', ({ subject }) => subject],
  ]);
}

async function change(name: string, options: Options): Promise<void> {
  const { dir, role, passwordFile, disable, enable, json } = options;
  const wantsPassword = options.password === true || passwordFile !== undefined;
  const changes = {
    ...(role === undefined ? {} : { role }),
    ...(disable || enable ? { disabled: disable === true } : {}),
    ...(wantsPassword ? { password: await chosenPassword(name, passwordFile) } : {}),
  };
  const account = await withPeople(dir, (people) => people.change(name, changes, localActor()));
  if (json) printJson(account);
  else printLine(`${name} is changed: ${account.role}, ${account.disabled ? 'disabled' : 'enabled'}.`);
}

async function chosenPassword(name: string, file: string | undefined): Promise<string> {
  if (file !== undefined) return readPassword(file);
  if (canAsk()) return askNewPassword(name);
  throw new EwsError('invalid_input', 'There is no terminal to ask for the password: use --password-file.');
}

function withPeople<T>(dir: string | undefined, work: (people: People) => Promise<T>): Promise<T> {
  return withLocalNode(nodeDirectory(dir), ({ stores, now }) =>
    work(
      createPeople({
        store: stores.people,
        wall: { now: () => now },
        randomSubject: () => randomBytes(16).toString('base64url'),
      }),
    ),
  );
}
