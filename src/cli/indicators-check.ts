import { existsSync, statSync } from 'node:fs';
import { Command } from 'commander';
import { catalogueFiles, readCatalogue } from '../config/catalogue.ts';
import type { CatalogueProblem } from '../config/catalogue-file.ts';
import { nodePaths } from '../config/paths.ts';
import { formatProblem } from '../config/problems.ts';
import { EwsError } from '../domain/errors.ts';
import { EXIT } from './exit-codes.ts';
import { nodeDirectory } from './node-directory.ts';
import { printable, printJson, printLine } from './output.ts';

/** What `ews indicators check --json` prints. */
interface Checked {
  readonly files: number;
  readonly indicators: number;
  readonly errors: number;
  readonly warnings: number;
  readonly problems: readonly CatalogueProblem[];
}

export function indicatorsCheckCommand(): Command {
  return new Command('check')
    .description('check catalogue files without a node; exits with 1 if a node would refuse them')
    .argument('[paths...]', 'files, folders of files, or the folder of a node; else EWS_DIR')
    .option('--json', 'print JSON')
    .action(check);
}

function check(paths: readonly string[], { json }: { json?: boolean }): void {
  const stated = paths.length > 0 ? paths : [nodeDirectory(undefined)];
  const { files, indicators, problems } = readCatalogue(stated.flatMap(filesAt));
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const counts = {
    files: files.length,
    indicators: indicators.length,
    errors,
    warnings: problems.length - errors,
  };
  if (json) printJson({ ...counts, problems } satisfies Checked);
  else show({ ...counts, problems });
  if (errors > 0) process.exitCode = EXIT.failed;
}

/** @throws EwsError `invalid_input`: nothing is there */
function filesAt(path: string): string[] {
  const own = nodePaths(path).indicatorsFolder;
  const files = existsSync(own) ? catalogueFiles(own) : isFile(path) ? [path] : catalogueFiles(path);
  if (files.length > 0) return files;
  throw new EwsError('invalid_input', `${path} has no catalogue files: nothing ends in .yaml there.`, {
    path,
  });
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function show({ files, indicators, errors, warnings, problems }: Checked): void {
  for (const { severity, indicator, mapping, member, file, line, message } of problems) {
    const key = [indicator ?? mapping, member].filter((part) => part !== undefined && part !== '').join(' ');
    const place = { file, key, message, ...(line === undefined ? {} : { line }) };
    printLine(printable(`${severity}: ${formatProblem(place)}`));
  }
  printLine(`${indicators} indicators in ${files} files: ${errors} errors, ${warnings} warnings.`);
}
