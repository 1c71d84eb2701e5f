import type { ChannelName } from '../detect/channels/channel.ts';
import { CHANNEL_NAMES } from '../detect/channels/watch.ts';
import { EwsError } from '../domain/errors.ts';
import { seeded } from '../replay/random.ts';
import { alarmsPerYear, calmAlarm, seriesYears } from './calm.ts';
import { againstChance, type Measured } from './chance.ts';
import { commonSpan } from './crises.ts';
import { type CrisisReport, crisisReport } from './crisis-report.ts';
import { coverOf, formatDay } from './days.ts';
import { type FederationFigures, federationFigures } from './federation.ts';
import { type Judged, judge } from './judged.ts';
import { type Areas, rankingAreas } from './ranking.ts';
import type { Material, Remarks } from './read.ts';
import { type AddedTo, relatedScores } from './related.ts';
import { drawOffsets, type Offset } from './shifts.ts';
import { toWarnOf, type WarningCounts, warned } from './warnings.ts';
import type { World } from './world.ts';

export interface BacktestOptions {
  /** Days from an alarm to the bulletin that people made of it; undefined: each node for itself. */
  readonly federatedDelayDays?: number | undefined;
  /** The share of its own past that a series may have been in alarm. */
  readonly alarmTime: number;
  /** Days before the first crisis and after the last one that are looked at. */
  readonly marginDays: number;
  /** Whether related series of the sector add to a score. */
  readonly corroborated: boolean;
  readonly shifts: number;
  readonly allocations: number;
  readonly seed: number;
}

export const BACKTEST_DEFAULTS = {
  alarmTime: 0.03,
  // What lies further off nobody looked through for crises, so that it cannot be called calm.
  marginDays: 730,
  corroborated: true,
  shifts: 1000,
  allocations: 200,
  seed: 1,
} as const;

export type ChannelFigures = Readonly<
  Record<keyof WarningCounts | 'alarmsPerSeriesYear' | 'calmTimeInAlarm', Measured>
>;

export interface Backtest {
  /** Of the shape of this object; see docs/backtest.md. */
  readonly version: 1;
  readonly settings: {
    readonly alarmTime: number;
    readonly corroborated: boolean;
    readonly shifts: number;
    readonly seed: number;
    /** First and last day of the time that is looked at. */
    readonly from: string;
    readonly until: string;
  };
  readonly counts: {
    readonly crises: number;
    readonly series: number;
    readonly judgedSeries: number;
    readonly seriesYears: number;
    /** How many crises, and pairs with a country, each count of warnings is out of. */
    readonly toWarnOf: WarningCounts;
  };
  readonly remarks: Remarks;
  readonly crises: readonly CrisisReport[];
  readonly channels: Readonly<Record<ChannelName, ChannelFigures>>;
  /** Areas under the ROC curve. */
  readonly rocArea: Readonly<Record<keyof Areas, Measured>>;
  readonly federation?: FederationFigures;
}

/**
 * Replays what was known of each series, and sets its alarms beside the crises and beside chance.
 * @throws EwsError `invalid_input`: no series can be judged
 */
export function backtest(material: Material, options: BacktestOptions): Backtest {
  const { shifts, allocations, seed, federatedDelayDays: delayDays } = options;
  const world = worldOf(material, options);
  const random = seeded(seed);
  const offsets = drawOffsets(shifts, world.time, random);
  const index = [...material.index.values()];
  const federation =
    delayDays === undefined
      ? {}
      : { federation: federationFigures(world, index, { delayDays, offsets, allocations, random }) };
  return {
    version: 1,
    settings: {
      alarmTime: options.alarmTime,
      corroborated: options.corroborated,
      shifts,
      seed,
      from: formatDay(world.time.from),
      until: formatDay(world.time.until - 1),
    },
    counts: {
      crises: world.crises.length,
      series: index.length,
      judgedSeries: world.judged.length,
      seriesYears: seriesYears(world),
      toWarnOf: toWarnOf(world),
    },
    remarks: material.remarks,
    crises: world.crises.map((crisis) => crisisReport(world, crisis, delayDays)),
    channels: channelFigures(world, offsets),
    rocArea: atEach(rankingAreas(world), offsets),
    ...federation,
  };
}

function worldOf({ index, crises, rows }: Material, options: BacktestOptions): World {
  const { alarmTime, marginDays, corroborated } = options;
  const time = commonSpan(crises, marginDays);
  const added: AddedTo = corroborated ? relatedScores(index, rows) : () => undefined;
  const judged = [...index.values()].flatMap((listed): Judged[] => {
    const one = judge(listed, rows.get(listed.series) ?? [], { time, alarmTime, ...added(listed) });
    return one === undefined ? [] : [one];
  });
  if (judged.length === 0) {
    const days = `${formatDay(time.from)} to ${formatDay(time.until - 1)}`;
    throw new EwsError('invalid_input', `No series has enough history to be judged from ${days}.`);
  }
  return { time: coverOf(judged.map(({ span }) => span)), crises, judged };
}

function channelFigures(world: World, offsets: readonly Offset[]): Backtest['channels'] {
  const calm = atEach(calmAlarm(world), offsets);
  const figures = CHANNEL_NAMES.map((name) => {
    const counts = atEach((offset) => warned(world, name, offset), offsets);
    const perYear = atEach(() => ({ alarmsPerSeriesYear: alarmsPerYear(world, name) }), offsets);
    return [name, { ...counts, ...perYear, calmTimeInAlarm: calm[name] }] as const;
  });
  return Object.fromEntries(figures) as Backtest['channels'];
}

/** Figures as they are, beside those after each shift. */
function atEach<Name extends string>(
  figures: (offset: Offset) => Readonly<Record<Name, number>>,
  offsets: readonly Offset[],
): Record<Name, Measured> {
  return againstChance(figures(0), offsets.map(figures));
}
