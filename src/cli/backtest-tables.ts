import type { Backtest } from '../backtest/backtest.ts';
import type { Measured } from '../backtest/chance.ts';
import type { CountryReport, Warning } from '../backtest/crisis-report.ts';
import type { FederationFigures } from '../backtest/federation.ts';
import { type Column, printLine, printTable } from './output.ts';

/** What a backtest found, for people. */
export function printBacktest(result: Backtest): void {
  const { settings, counts } = result;
  printLine(
    `${counts.crises} crises, ${counts.judgedSeries} of ${counts.series} series judged, ${settings.from} to ${settings.until} (${counts.seriesYears.toFixed(0)} series-years).`,
  );
  printLine(`Chance: ${settings.shifts} shifts of all alarms in time, seed ${settings.seed}.`);
  printLine('\nFirst alarm of each country: days before (+) or after (−) the announcement');
  printCrises(result);
  printLine('\nOver all');
  printTable(channelRows(result), FIGURE_COLUMNS);
  if (result.federation !== undefined) printFederation(result.federation);
}

interface CountryRow extends CountryReport {
  readonly id: string;
  readonly title: string;
  readonly announced: string;
  readonly isJudged: boolean;
}

function printCrises({ crises, federation }: Backtest): void {
  const rows = crises.flatMap((crisis): CountryRow[] =>
    crisis.countries.map((country) => ({ ...country, ...crisis, isJudged: crisis.judgedSeries.length > 0 })),
  );
  const federated: Column<CountryRow>[] = [
    ['Bulletin received', (row) => shownBulletin(row)],
    ['First warning', (row) => shownWarning(row)],
    ['Gain, public shared', (row) => row.federated?.gainedDays.publicShared],
    ['Gain, as allocated', (row) => row.federated?.gainedDays.statedAllocation],
  ];
  printTable(rows, [
    ['Crisis', (row) => row.id],
    ['Title', (row) => row.title],
    ['Announced', (row) => row.announced],
    ['Country', (row) => row.country],
    ['Alert', (row) => shownFirst(row, row.alone.alert.first)],
    ['Caution', (row) => shownFirst(row, row.alone.caution.first)],
    ...(federation === undefined ? [] : federated),
  ]);
}

function shownFirst({ isJudged }: CountryRow, first: Warning | null): string {
  if (first !== null) return `${signed(first.daysBefore)} ${first.series} (${first.date})`;
  return isJudged ? 'none' : 'no series';
}

function shownBulletin({ federated }: CountryRow): string {
  const bulletin = federated?.bulletin ?? undefined;
  if (bulletin === undefined) return '';
  return `${signed(bulletin.receivedDaysBefore)} ${bulletin.from}: ${bulletin.series} (${bulletin.received})`;
}

function shownWarning({ federated }: CountryRow): string {
  const first = federated?.firstWarning ?? undefined;
  return first === undefined ? '' : `${signed(first.daysBefore)} ${first.raises}`;
}

interface FigureRow {
  readonly of: string;
  readonly figure: string;
  readonly measured: Measured;
  /** The most that a count could be. */
  readonly most?: number;
}

const FIGURE_COLUMNS: readonly Column<FigureRow>[] = [
  ['Of', (row) => row.of],
  ['Figure', (row) => row.figure],
  ['Value', ({ measured, most }) => `${plain(measured.value)}${most === undefined ? '' : ` of ${most}`}`],
  ['By chance', ({ measured: { chance } }) => `${plain(chance.mean)} ± ${plain(chance.standardDeviation)}`],
  ['Above chance', ({ measured }) => signedPlain(measured.aboveChance)],
  ['Deviations', ({ measured }) => (measured.deviations === null ? '' : signedPlain(measured.deviations))],
];

function channelRows({ channels, rocArea, counts }: Backtest): FigureRow[] {
  const most = counts.toWarnOf;
  const rows = (['alert', 'caution'] as const).flatMap((of): FigureRow[] => {
    const figures = channels[of];
    return [
      { of, figure: 'crises with an early alarm', measured: figures.early, most: most.early },
      { of, figure: 'crises with an alarm in the window', measured: figures.inWindow, most: most.inWindow },
      {
        of,
        figure: 'crises and countries, early',
        measured: figures.earlyCountries,
        most: most.earlyCountries,
      },
      {
        of,
        figure: 'crises and countries, in the window',
        measured: figures.inWindowCountries,
        most: most.inWindowCountries,
      },
      { of, figure: 'alarms a series-year', measured: figures.alarmsPerSeriesYear },
      { of, figure: 'share of calm time in alarm', measured: figures.calmTimeInAlarm },
      { of, figure: 'ROC area', measured: rocArea[of] },
    ];
  });
  return [
    ...rows,
    { of: 'plain EWMA', figure: 'ROC area', measured: rocArea.ewma },
    { of: 'alert − plain EWMA', figure: 'ROC area, paired', measured: rocArea.alertMinusEwma },
    { of: 'caution − plain EWMA', figure: 'ROC area, paired', measured: rocArea.cautionMinusEwma },
  ];
}

function printFederation(federation: FederationFigures): void {
  const { n, delayDays, publicShared, statedAllocation } = federation;
  printLine(
    `\nDays gained by federation: ${n} pairs of a crisis and a country, bulletins ${delayDays} days after an alarm`,
  );
  const rows = (of: string, figures: Pick<typeof publicShared, keyof typeof GAIN_FIGURES>): FigureRow[] =>
    Object.entries(GAIN_FIGURES).map(([name, figure]) => {
      const isMean = name === 'meanDays';
      const measured = figures[name as keyof typeof GAIN_FIGURES];
      return { of, figure, measured, ...(isMean ? {} : { most: n }) };
    });
  printTable(
    [
      ...rows(`public shared (${publicShared.withHiddenSeries} could gain)`, publicShared),
      ...rows(`as allocated (${statedAllocation.withHiddenSeries} could gain)`, statedAllocation),
      ...rows('as allocated, among random allocations', statedAllocation.amongAllocations),
    ],
    FIGURE_COLUMNS,
  );
}

const GAIN_FIGURES = {
  meanDays: 'mean days gained, all pairs',
  countriesGaining: 'pairs that gain',
  warnedAlone: 'pairs warned early alone',
  warnedFederated: 'pairs warned early with bulletins',
} as const;

/** Counts as they are, shares and areas with so many digits that they can be told apart. */
function plain(value: number): string {
  // There was no step of a kind.
  if (!Number.isFinite(value)) return '';
  if (value < 0) return `−${plain(-value)}`;
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 1 ? 3 : 2);
}

function signed(days: number): string {
  return days > 0 ? `+${days}` : days === 0 ? '0' : `−${-days}`;
}

function signedPlain(value: number): string {
  if (!Number.isFinite(value)) return '';
  return value < 0 ? plain(value) : `+${plain(value)}`;
}
