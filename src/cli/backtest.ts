import { Command } from 'commander';
import { BACKTEST_DEFAULTS, backtest } from '../backtest/backtest.ts';
import { type Material, readMaterial } from '../backtest/read.ts';
import { printBacktest } from './backtest-tables.ts';
import { wholeNumber } from './options.ts';
import { printJson, printRemark } from './output.ts';

interface Options {
  readonly data: string;
  readonly crises: string;
  readonly federated?: boolean;
  readonly humanDelayDays: number;
  readonly marginDays: number;
  readonly corroboration: boolean;
  readonly json?: boolean;
}

export function backtestCommand(): Command {
  return new Command('backtest')
    .description(
      'how early alarms came before crises of the past, beside chance, and what peers gain by them',
    )
    .requiredOption('--data <folder>', 'with series.csv (series, period, value) and index.csv')
    .requiredOption('--crises <file>', 'CSV with id, title, affected, start, announced, peak, series')
    .option('--federated', 'with bulletins between the nodes, and the days gained by them')
    .option(
      '--human-delay-days <n>',
      'from an alarm to the bulletin that people make of it',
      wholeNumber(0, 180),
      1,
    )
    .option(
      '--margin-days <n>',
      'before the first crisis and after the last one that are looked at',
      wholeNumber(0, 40_000),
      BACKTEST_DEFAULTS.marginDays,
    )
    .option('--no-corroboration', 'each series by itself, without related ones of its sector')
    .option('--json', 'one JSON object; docs/backtest.md describes it')
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { data, crises, federated, humanDelayDays, marginDays, corroboration, json } = options;
  const material = await readMaterial(data, crises);
  const result = backtest(material, {
    ...BACKTEST_DEFAULTS,
    marginDays,
    corroborated: corroboration,
    federatedDelayDays: federated ? humanDelayDays : undefined,
  });
  if (json) printJson(result);
  else printBacktest(result);
  tell(material);
}

function tell({ remarks }: Material): void {
  const { unlisted, withoutValues, unknown, refusedRows } = remarks;
  if (unlisted.length > 0)
    printRemark(`Left out, since index.csv does not list them: ${unlisted.join(', ')}.`);
  if (withoutValues.length > 0) printRemark(`Listed without a value: ${withoutValues.join(', ')}.`);
  if (unknown.length > 0) printRemark(`Named by crises, but not listed: ${unknown.join(', ')}.`);
  if (refusedRows > 0)
    printRemark(`${refusedRows} rows of series.csv refused; "ews detect" on it says which and why.`);
}
