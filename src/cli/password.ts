import type { Command } from 'commander';
import { EwsError } from '../domain/errors.ts';
import type { Account } from '../domain/people.ts';
import { printLine } from './output.ts';
import { askNewPassword, askPassword, canAsk, readPassword } from './passwords.ts';
import { remoteCommand } from './remote.ts';

export function passwordCommand(): Command {
  return remoteCommand<{ account: Account }>({
    usage: 'password',
    description: 'change your own password; you then sign in again',
    options: [
      ['--password-file <file>', 'file with the password that you have; else it is asked for'],
      ['--next-file <file>', 'file with the one to have; else it is asked for'],
    ],
    ask: async (api, _args, options) => {
      const password = await obtain(options.passwordFile, () => askPassword('Your password: '));
      const next = await obtain(options.nextFile, () => askNewPassword('from now on'));
      return api.send('PUT', '/session/password', { password, next });
    },
    show: ({ account }) => printLine(`The password of ${account.name} is changed. Sign in again: ews login.`),
  });
}

async function obtain(file: string | undefined, ask: () => Promise<string>): Promise<string> {
  if (file !== undefined) return readPassword(file);
  if (canAsk()) return ask();
  throw new EwsError(
    'invalid_input',
    'There is no terminal to ask for a password: use --password-file and --next-file.',
  );
}
