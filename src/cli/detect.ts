import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { PACES, type Pace } from '../detect/channels/pace.ts';
import type { Budget } from '../detect/channels/thresholds.ts';
import { EwsError } from '../domain/errors.ts';
import { HarmfulDirection, IndicatorKind } from '../domain/indicator.ts';
import { type EpochMs, formatInstant } from '../domain/time.ts';
import { type ReplayedStep, type ReplayOptions, replay } from '../replay/history.ts';
import { startOfPeriod } from '../replay/period.ts';
import { readTable, type Table, type TableSeries } from '../replay/table.ts';
import { EXIT } from './exit-codes.ts';
import { positive, wholeNumber } from './options.ts';
import { printRemark, printTable, writeOut } from './output.ts';

interface Options {
  readonly frequency?: Pace;
  readonly kind?: IndicatorKind;
  readonly direction: HarmfulDirection;
  readonly lagDays: number;
  readonly alarmTime?: number;
  readonly falseAlarmsPerYear?: number;
  readonly calibrateUntil?: EpochMs;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Refused rows shown one by one; the rest is a number. */
const SHOWN_REFUSALS = 20;
const DEFAULT_ALARM_TIME = 0.03;

export function detectCommand(): Command {
  return new Command('detect')
    .description(
      'what the detectors say of any table of series, without a node: each step as it was known then',
    )
    .argument(
      '<file>',
      'CSV with the columns series, period, value and optionally available; - for standard input',
    )
    .addOption(
      new Option(
        '--frequency <letter>',
        'A years … D days, H hours, N minutes or irregular; else by the periods',
      ).choices(Object.keys(PACES)),
    )
    .addOption(
      new Option(
        '--kind <kind>',
        'what the series measure: a share is judged by its difference, all else by its ratio',
      ).choices(IndicatorKind.options),
    )
    .addOption(
      new Option('--direction <direction>', 'in which direction a change does harm')
        .choices(HarmfulDirection.options)
        .default('both'),
    )
    .option('--lag-days <n>', 'from the end of a period to its publication', wholeNumber(0, 1000), 0)
    .addOption(
      new Option('--alarm-time <share>', `of the past that may have been in alarm (${DEFAULT_ALARM_TIME})`)
        .argParser(positive(1))
        .conflicts('falseAlarmsPerYear'),
    )
    .addOption(
      new Option('--false-alarms-per-year <n>', 'that the past of a series may have had').argParser(
        positive(1e6),
      ),
    )
    .option('--calibrate-until <date>', 'nothing known from then on changes a threshold', moment)
    .option('--all', 'the single detectors too')
    .option('--json', 'one line of JSON for each series, step and channel')
    .action(detect);
}

async function detect(file: string, options: Options): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const table = await readTable(input, {
    name: file === '-' ? 'standard input' : basename(file),
    pace: () => options.frequency,
    lagDays: () => options.lagDays,
  });
  if (table.series.length === 0 && table.refused.length === 0)
    throw new EwsError('invalid_input', 'The table has no row with a value.');
  if (options.json) await writeOut(lines(table, options));
  else printAlarms(table, options);
  tell(table);
}

/** What is said of a row, however much of it there is. */
function* lines({ series }: Table, options: Options): Generator<string> {
  for (const each of series) {
    for (const step of steps(each, options)) {
      for (const line of linesOf(each, step, options.all === true)) yield `${JSON.stringify(line)}\n`;
    }
  }
}

function steps({ pace, rows }: TableSeries, options: Options): Generator<ReplayedStep> {
  const replayed: ReplayOptions = {
    pace,
    direction: options.direction,
    kind: options.kind,
    budget: budgetOf(options),
    calibrateUntil: options.calibrateUntil,
  };
  return replay(rows, replayed);
}

function budgetOf({ alarmTime, falseAlarmsPerYear }: Options): Budget {
  if (falseAlarmsPerYear !== undefined) return { risesPerYear: falseAlarmsPerYear };
  return { alarmTime: alarmTime ?? DEFAULT_ALARM_TIME };
}

function* linesOf({ series }: TableSeries, { row, findings, members }: ReplayedStep, all: boolean) {
  const { period } = row;
  const availableAt = formatInstant(row.availableAt);
  for (const { channel, score, level = 'none', alarm } of findings)
    yield { series, period, availableAt, detector: channel, score, level, alarm };
  if (!all) return;
  for (const [detector, score] of Object.entries(members))
    yield { series, period, availableAt, detector, score, level: 'none', alarm: false };
}

function printAlarms({ series }: Table, options: Options): void {
  const alarms = series.flatMap((each) =>
    [...steps(each, options)].flatMap((step) => [...linesOf(each, step, false)].filter(({ alarm }) => alarm)),
  );
  printTable(alarms, [
    ['Series', (alarm) => alarm.series],
    ['Period', (alarm) => alarm.period],
    ['Known at', (alarm) => alarm.availableAt],
    ['Channel', (alarm) => alarm.detector],
    ['Level', (alarm) => alarm.level],
    ['Score', (alarm) => alarm.score?.toFixed(2)],
  ]);
}

function tell({ series, withoutValue, refused }: Table): void {
  const values = series.reduce((sum, { rows }) => sum + rows.length, 0);
  for (const { line, problem } of refused.slice(0, SHOWN_REFUSALS)) printRemark(`line ${line}: ${problem}`);
  printRemark(
    `${series.length} series, ${values} values; ${withoutValue} rows without a value, ${refused.length} refused.`,
  );
  if (refused.length > 0) process.exitCode = EXIT.failed;
}

function moment(text: string): EpochMs {
  const at = startOfPeriod(text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError('A date such as 2021-10-11 is needed.');
}
