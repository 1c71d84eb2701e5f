import type { ChannelName } from '../detect/channels/channel.ts';
import type { Level } from '../domain/level.ts';
import { type Crisis, courseWindow, earlyWindow, warningWindow } from './crises.ts';
import { formatDay } from './days.ts';
import { bulletinRises, gainOf } from './gains.ts';
import { publicShared, statedAllocation } from './visibility.ts';
import { earliest, type FirstRise, firstRises, isCovered, mappedTo, type World } from './world.ts';

/** An alarm, beside the announcement of a crisis. */
export interface Warning {
  readonly series: string;
  readonly channel: ChannelName;
  readonly date: string;
  /** Before the announcement (+), on its day (0) or after it (−). */
  readonly daysBefore: number;
}

/** The first bulletin of a peer on a series that the country does not see itself. */
export interface ReceivedBulletin extends Warning {
  /** Country of the node that wrote it. */
  readonly from: string;
  readonly received: string;
  /** Of the day on which it was received. */
  readonly receivedDaysBefore: number;
  /** What it raises at the receiver, whose own series are calm or unseen. */
  readonly raises: Level;
}

/** The first that a country hears: its own alarm of the alert channel, or a bulletin. */
export interface FirstWarning {
  readonly by: 'own-alarm' | 'bulletin';
  readonly date: string;
  readonly daysBefore: number;
  readonly raises: Level;
}

interface ChannelReport {
  /** From 180 days before the announcement to the peak. */
  readonly first: Warning | null;
  readonly early: boolean;
  readonly inWindow: boolean;
}

export interface CountryReport {
  readonly country: string;
  /** By all public series and the country's own national ones. */
  readonly alone: Readonly<Record<ChannelName, ChannelReport>>;
  readonly federated?: {
    readonly bulletin: ReceivedBulletin | null;
    readonly firstWarning: FirstWarning | null;
    /** Days gained before the announcement, in both forms. */
    readonly gainedDays: { readonly publicShared: number; readonly statedAllocation: number };
  };
}

export interface CrisisReport {
  readonly id: string;
  readonly title: string;
  readonly start: string;
  readonly announced: string;
  readonly peak: string;
  /** The mapped series that were judged before the announcement. */
  readonly judgedSeries: readonly string[];
  readonly countries: readonly CountryReport[];
}

/** @param delayDays with a federation; undefined: each node for itself */
export function crisisReport(world: World, crisis: Crisis, delayDays: number | undefined): CrisisReport {
  const { id, title, start, announced, peak } = crisis;
  const judged = mappedTo(world, crisis).filter((each) => isCovered([each], earlyWindow(crisis)));
  return {
    id,
    title,
    start: formatDay(start),
    announced: formatDay(announced),
    peak: formatDay(peak),
    judgedSeries: judged.map(({ series }) => series),
    countries: crisis.affected.map((country) => countryReport(world, crisis, country, delayDays)),
  };
}

function countryReport(
  world: World,
  crisis: Crisis,
  country: string,
  delayDays: number | undefined,
): CountryReport {
  const alone = {
    alert: channelReport(world, crisis, country, 'alert'),
    caution: channelReport(world, crisis, country, 'caution'),
  };
  if (delayDays === undefined) return { country, alone };
  const bulletin = bulletinFor(world, crisis, country, delayDays);
  return {
    country,
    alone,
    federated: {
      bulletin,
      firstWarning: firstWarning(alone.alert.first, bulletin),
      gainedDays: gainedDays(world, crisis, country, delayDays),
    },
  };
}

function channelReport(world: World, crisis: Crisis, country: string, channel: ChannelName): ChannelReport {
  const seen = mappedTo(world, crisis).filter((each) => publicShared(country, each));
  const first = earliest(firstRises(seen, channel, warningWindow(crisis), 0));
  return {
    first: first === undefined ? null : warningOf(first, channel, crisis),
    early: firstRises(seen, channel, earlyWindow(crisis), 0).length > 0,
    inWindow: firstRises(seen, channel, courseWindow(crisis), 0).length > 0,
  };
}

function bulletinFor(
  world: World,
  crisis: Crisis,
  country: string,
  delayDays: number,
): ReceivedBulletin | null {
  const unseen = mappedTo(world, crisis).filter((each) => !publicShared(country, each));
  const rise = earliest(firstRises(unseen, 'alert', warningWindow(crisis), 0));
  return rise === undefined ? null : bulletinOf(rise, crisis, delayDays);
}

/** On one day the country's own alarm counts, which raises more. */
function firstWarning(own: Warning | null, bulletin: ReceivedBulletin | null): FirstWarning | null {
  if (bulletin !== null && (own === null || bulletin.receivedDaysBefore > own.daysBefore)) {
    const { received: date, receivedDaysBefore: daysBefore, raises } = bulletin;
    return { by: 'bulletin', date, daysBefore, raises };
  }
  if (own === null) return null;
  return { by: 'own-alarm', date: own.date, daysBefore: own.daysBefore, raises: 'alert' };
}

function gainedDays(world: World, crisis: Crisis, country: string, delayDays: number) {
  const rises = bulletinRises(world, crisis, 0);
  return {
    publicShared: gainOf(crisis, country, rises, publicShared, delayDays).days,
    statedAllocation: gainOf(crisis, country, rises, statedAllocation, delayDays).days,
  };
}

function bulletinOf(rise: FirstRise, crisis: Crisis, delayDays: number): ReceivedBulletin {
  const received = rise.day + delayDays;
  return {
    ...warningOf(rise, 'alert', crisis),
    from: rise.judged.node,
    received: formatDay(received),
    receivedDaysBefore: crisis.announced - received,
    raises: 'caution',
  };
}

function warningOf({ judged, day }: FirstRise, channel: ChannelName, { announced }: Crisis): Warning {
  return { series: judged.series, channel, date: formatDay(day), daysBefore: announced - day };
}
