import { Command } from 'commander';
import { formatProblem, type Problem } from '../config/problems.ts';
import { readSupplyMap } from '../config/supply-map.ts';
import { EXIT } from './exit-codes.ts';
import { printable, printJson, printLine } from './output.ts';

export function supplyMapCheckCommand(): Command {
  return new Command('check')
    .description('check a supply map without a node; exits with 1 if a node would refuse it')
    .argument('<file>', 'the map, in YAML')
    .option('--json', 'print JSON')
    .action(check);
}

function check(file: string, { json }: { json?: boolean }): void {
  const { value, problems } = readSupplyMap(file);
  const counts = {
    items: Object.keys(value?.items ?? {}).length,
    edges: value?.edges.length ?? 0,
    errors: problems.length,
  };
  if (json) printJson({ ...counts, problems });
  else show(counts, problems);
  if (problems.length > 0) process.exitCode = EXIT.failed;
}

function show(
  { items, edges, errors }: { items: number; edges: number; errors: number },
  problems: readonly Problem[],
): void {
  for (const problem of problems) printLine(printable(formatProblem(problem)));
  printLine(`${items} items, ${edges} edges: ${errors} errors.`);
}
