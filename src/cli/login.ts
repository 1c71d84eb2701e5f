import { Command } from 'commander';
import { EwsError } from '../domain/errors.ts';
import type { Account } from '../domain/people.ts';
import { createApiClient } from './api-client.ts';
import { credentialsPath, readCredentials, withoutSlash, writeCredentials } from './credentials.ts';
import { printJson, printLine } from './output.ts';
import { askPassword, canAsk, readPassword } from './passwords.ts';

interface Options {
  readonly name: string;
  readonly passwordFile?: string;
  readonly allowHttp?: boolean;
  readonly json?: boolean;
}

export function loginCommand(): Command {
  return new Command('login')
    .description('sign in to a node; its token is kept for the commands that follow')
    .argument('<url>', "the agency's address of the node, e.g. https://ews.example.kr")
    .requiredOption('--name <name>', 'your account')
    .option('--password-file <file>', 'file with the password, - for standard input; else it is asked for')
    .option('--allow-http', 'send the password to another machine without TLS')
    .option('--json', 'print JSON')
    .action(login);
}

async function login(address: string, options: Options): Promise<void> {
  const url = withoutSlash(address);
  const { name } = options;
  const api = createApiClient({ url, token: undefined, allowHttp: options.allowHttp ?? false });
  try {
    const password = await requirePassword(name, options.passwordFile);
    const { token, account } = await api.send<{ token: string; account: Account }>('POST', '/session', {
      name,
      password,
    });
    const { tokens } = readCredentials();
    writeCredentials({ current: url, tokens: { ...tokens, [url]: { name, token } } });
    if (options.json) printJson({ url, account });
    else printLine(`Signed in to ${url} as ${account.name} (${account.role}). Kept in ${credentialsPath()}.`);
  } finally {
    await api.close();
  }
}

async function requirePassword(name: string, file: string | undefined): Promise<string> {
  if (file !== undefined) return readPassword(file);
  if (canAsk()) return askPassword(`Password of ${name}: `);
  throw new EwsError('invalid_input', 'There is no terminal to ask for the password: use --password-file.');
}

export function logoutCommand(): Command {
  return new Command('logout')
    .description('forget the token of a node')
    .argument('[url]', 'which node; else that of the last "ews login"')
    .action(logout);
}

function logout(address: string | undefined): void {
  const { current, tokens } = readCredentials();
  const url = withoutSlash(address) ?? current;
  const { [url ?? '']: forgotten, ...others } = tokens;
  if (forgotten === undefined) throw new EwsError('not_found', 'No token is kept of such a node.');
  writeCredentials({ ...(current === url || current === undefined ? {} : { current }), tokens: others });
  printLine(`The token of ${url} is forgotten.`);
}
