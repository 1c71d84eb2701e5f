import { Command, Option } from 'commander';
import { readMaterial } from '../backtest/read.ts';
import { hostsOf } from '../injection/hosts.ts';
import { type Ranked, rank } from '../injection/ranking.ts';
import { positive, wholeNumber } from './options.ts';
import { printJson, printTable } from './output.ts';

interface Options {
  readonly data: string;
  readonly crises?: string;
  readonly placements: number;
  readonly seed: number;
  readonly alarmTime: number;
  readonly json?: boolean;
}

export function benchmarkCommand(): Command {
  const benchmark = new Command('benchmark').description('how good the detectors are');
  benchmark
    .command('detectors')
    .description('puts shocks into real series, and counts which detector finds how many beyond chance')
    .requiredOption('--data <folder>', 'with series.csv (series, period, value) and index.csv')
    .option('--crises <file>', 'CSV as for "ews backtest": times around them are not called calm')
    .option('--placements <n>', 'of each kind of shock', wholeNumber(1, 100_000), 400)
    .option('--seed <n>', 'places follow from it', wholeNumber(1, 1e9), 1)
    .addOption(
      new Option('--alarm-time <share>', 'of calm time in alarm, the same for every detector')
        .argParser(positive(1))
        .default(0.06),
    )
    .option('--json', 'print JSON')
    .action(run);
  return benchmark;
}

async function run({ data, crises, json, ...options }: Options): Promise<void> {
  const ranked = rank(hostsOf(await readMaterial(data, crises)), options);
  if (json) printJson({ ...options, results: ranked });
  else print(ranked);
}

function print(ranked: readonly Ranked[]): void {
  printTable(ranked, [
    ['Shock', ({ shock }) => shock],
    ['Detector', ({ detector }) => detector],
    ['Found', ({ found }) => found.toFixed(3)],
    ['Without it', ({ foundWithout }) => foundWithout.toFixed(3)],
    ['Beyond chance', ({ gain }) => gain.toFixed(3)],
    ['Standard error', ({ standardError }) => standardError.toFixed(3)],
    ['Placements', ({ placements }) => placements],
  ]);
}
