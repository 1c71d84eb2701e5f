import { Command } from 'commander';
import { type CheckReport, checkNode } from '../check/check.ts';
import { nodePaths } from '../config/paths.ts';
import { EXIT } from './exit-codes.ts';
import { nodeDirectory } from './node-directory.ts';
import { printable, printJson, printLine } from './output.ts';
import { createSteps } from './steps-progress.ts';

interface Options {
  readonly full?: boolean;
  readonly json?: boolean;
}

export function checkCommand(): Command {
  return new Command('check')
    .description(
      'look through all that a node keeps, while it runs or not; exit code 1 if something is wrong',
    )
    .argument('[dir]', 'the folder of the node; else EWS_DIR')
    .option('--full', 'compare every index with its table, too: takes several times as long')
    .option('--json', 'print JSON')
    .action(check);
}

async function check(directory: string | undefined, { full = false, json }: Options): Promise<void> {
  const steps = createSteps();
  const paths = nodePaths(nodeDirectory(directory));
  const report = await checkNode(paths, { full, onPart: steps.show }).finally(() => steps.end());
  if (json) printJson(report);
  else explain(report);
  if (report.state === 'faulty') process.exitCode = EXIT.failed;
}

const MARKS = { 'in-order': 'ok   ', faulty: 'FAULT', skipped: 'skip ' } as const;

function explain({ parts, state }: CheckReport): void {
  for (const { name, title, state: found, findings } of parts) {
    printLine(`${MARKS[found]}  ${name}: ${title}`);
    for (const { where, what, todo } of findings) {
      printLine(printable(`         ${where}: ${what}`));
      printLine(printable(`           ${todo}`));
    }
  }
  printLine(state === 'in-order' ? 'All is in order.' : 'Something is wrong; see above.');
}
