import { Command } from 'commander';
import { type ApiClient, createApiClient } from './api-client.ts';
import { type AccessOptions, resolveAccess } from './credentials.ts';
import { wholeNumber } from './options.ts';
import { printJson, printRemark } from './output.ts';

/** Options of a command by name; commander has checked those that are not plain text. */
export type Stated = Readonly<Record<string, string | undefined>>;

/** A command that asks a running node one thing. */
export interface Remote<Answer> {
  /** Name and arguments: `show <id>`. */
  readonly usage: string;
  readonly description: string;
  /** What its parent does when no command is named. */
  readonly isDefault?: true;
  readonly options?: readonly (readonly [flags: string, description: string])[];
  /** Options without which it cannot work. */
  readonly required?: readonly (readonly [flags: string, description: string])[];
  ask(api: ApiClient, args: readonly string[], options: Stated): Promise<Answer>;
  /** The answer where the options say that no node is asked. */
  withoutNode?(options: Stated): Answer | undefined;
  /** Shows the answer to people; with `--json` it is printed as it is. */
  show(answer: Answer): void;
}

/** A page of a list, as the API answers it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: number;
}

/** Options of a list that is read page by page. */
export const PAGING = [
  ['--limit <n>', 'how many at most'],
  ['--offset <n>', 'how many to leave out first'],
] as const;

const NUMBERS: Readonly<Record<string, true>> = {
  '--limit <n>': true,
  '--offset <n>': true,
  '--from <seq>': true,
};

export function addRemote<Answer>(parent: Command, remote: Remote<Answer>): void {
  parent.addCommand(remoteCommand(remote), { isDefault: remote.isDefault ?? false });
}

export function remoteCommand<Answer>(remote: Remote<Answer>): Command {
  const [name, ...args] = remote.usage.split(' ');
  const command = new Command(name).description(remote.description);
  for (const argument of args) command.argument(argument);
  for (const [flags, description] of remote.required ?? []) command.requiredOption(flags, description);
  for (const [flags, description] of remote.options ?? []) {
    if (NUMBERS[flags]) command.option(flags, description, wholeNumber(0, Number.MAX_SAFE_INTEGER));
    else command.option(flags, description);
  }
  return withAccess(command).action(() => run(remote, command));
}

/** The options by which every such command finds its node. */
function withAccess(command: Command): Command {
  return command
    .option('--url <url>', 'the node to ask; else EWS_URL, else the last "ews login"')
    .option('--token <token>', 'bearer token; other users can see it: rather EWS_TOKEN or --token-file')
    .option(
      '--token-file <file>',
      'file with the token; else EWS_TOKEN, EWS_TOKEN_FILE, the last "ews login"',
    )
    .option('--allow-http', 'send the token to another machine without TLS')
    .option('--json', 'print JSON');
}

async function run<Answer>(remote: Remote<Answer>, command: Command): Promise<void> {
  const options = command.opts<AccessOptions & { allowHttp?: boolean; json?: boolean }>();
  const own = remote.withoutNode?.(command.opts<Stated>());
  if (own !== undefined) return print(remote, own, options.json);
  const api = createApiClient({ ...resolveAccess(options), allowHttp: options.allowHttp ?? false });
  try {
    print(remote, await remote.ask(api, command.args, command.opts<Stated>()), options.json);
  } finally {
    await api.close();
  }
}

function print<Answer>(remote: Remote<Answer>, answer: Answer, json: boolean | undefined): void {
  if (json) printJson(answer ?? {});
  else remote.show(answer);
}

/** Tells people that a list goes on. */
export function remarkNext({ next }: Page<unknown>, option = '--offset'): void {
  if (next !== undefined) printRemark(`There is more: ${option} ${next}`);
}
