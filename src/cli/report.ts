import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { clientEnvironment } from '../config/client-environment.ts';
import { LANGUAGES } from '../domain/language.ts';
import { printLine } from './output.ts';
import { remoteCommand } from './remote.ts';
import { writeWhole } from './write-whole.ts';

/** The page, or where it was written. */
interface Made {
  readonly page?: string;
  readonly file?: string;
  readonly bytes?: number;
}

/** Only who asked for it reads it: it may hold what is marked RED. */
const OWNER_ALONE = 0o600;

export function reportCommand(): Command {
  return remoteCommand<Made>({
    usage: 'report',
    description: 'the situation report of a week: a page of HTML to read, print and mail',
    options: [
      ['--week <week>', 'such as 2026-W47; else the last that has ended'],
      ['--lang <language>', 'ko, en or ja; else that of the terminal'],
      ['--out, --output <file>', 'write it there; else to standard output'],
    ],
    async ask(api, _args, { week, output, json, lang = terminalLanguage() }) {
      const path = '/situation-report';
      if (json !== undefined && output === undefined) return api.get(path, { week, format: 'json' });
      const bytes = await api.bytes(path, { week, lang, format: 'html' });
      if (output !== undefined) return { file: output, bytes: await writeWhole(output, bytes, OWNER_ALONE) };
      return { page: await text(bytes) };
    },
    show: ({ page, file, bytes }) =>
      page === undefined ? printLine(`${file}: ${bytes} bytes.`) : process.stdout.write(page),
  });
}

function terminalLanguage(): string {
  const { language } = clientEnvironment();
  return LANGUAGES.find((each) => each === language) ?? 'en';
}
