import type { Indicator } from '../domain/indicator.ts';
import { LEVELS } from '../domain/level.ts';
import type { NodeId } from '../domain/node-id.ts';
import { expectedRelease, isOverdue } from '../domain/overdue.ts';
import { type Clock, DAY_MS, type EpochMs, formatInstant } from '../domain/time.ts';
import type { SituationDetail } from '../situation/situations.ts';
import { chartsOf } from './charts.ts';
import { levelsOf } from './levels.ts';
import { draftLine, type Known, movedLine, reportLine, signalLine, situationLine } from './lines.ts';
import { markingOf } from './marking.ts';
import type {
  LinkDirectionLine,
  LinkLine,
  Measured,
  MovedCount,
  SituationReportSources,
  WeekStore,
} from './port.ts';
import type { BulletinLine, Figures, Moved } from './schema.ts';
import { type Week, weekNamed } from './week.ts';

export interface SituationReportParts {
  readonly node: { readonly id: NodeId; readonly country: string };
  readonly sources: SituationReportSources;
  /** The most urgent first, and how many there are. */
  readonly situations: (
    limit: number,
  ) => Promise<{ readonly total: number; readonly items: readonly SituationDetail[] }>;
  readonly peers: () => Promise<readonly Peer[]>;
  readonly business: Clock;
  readonly wall: Clock;
  readonly replay: boolean;
}

/** One that left is still the author of what it sent. */
interface Peer {
  readonly node: NodeId;
  readonly country: string;
  readonly left: boolean;
}

/** Of each list so many at most: a report that nobody reads to its end says nothing. */
const MOST = { situations: 15, lines: 15, drafts: 40, reports: 25 } as const;

/** What stands at this moment, and what a week brought. @throws EwsError `invalid_input`: no such week, or a future one */
export async function figuresOf(parts: SituationReportParts, weekName?: string): Promise<Figures> {
  const { node, sources, business } = parts;
  const now = business.now();
  const week = weekNamed(weekName, now);
  const [measured, peers, links, situations] = await Promise.all([
    sources.measured(),
    parts.peers(),
    sources.links(),
    parts.situations(MOST.situations),
  ]);
  const known = knownOf(node, peers, measured);
  const [levels, charts, signals, moved, drafts, reports] = await Promise.all([
    levelsNow(parts, { measured, peers: peers.filter(({ left }) => !left), links, now }),
    chartsOf(sources, known),
    signalsOf(sources.weeks, week, known),
    movedOf(sources.weeks, week, known),
    draftsOf(sources.weeks, week, known),
    reportsOf(sources, week),
  ]);
  const figures = {
    node,
    week: {
      name: week.name,
      ...{ from: formatInstant(week.from), to: formatInstant(week.to), isOver: week.to <= now },
    },
    asOf: formatInstant(now),
    madeAt: formatInstant(parts.wall.now()),
    replay: parts.replay,
    levels,
    situations: {
      total: situations.total,
      items: situations.items.map((detail) => situationLine(detail, known)),
    },
    ...{ charts, signals, bulletins: moved.bulletins, drafts: drafts.actual, reports },
    overdue: overdueOf(measured, now),
    links: links.map(linkOf),
    exercises: {
      total: moved.otherCount + drafts.otherCount,
      items: [...moved.others, ...drafts.others],
    },
  };
  return { ...figures, tlp: markingOf(figures) };
}

function knownOf(
  node: SituationReportParts['node'],
  peers: readonly Peer[],
  measured: readonly Measured[],
): Known {
  const countries = [
    [node.id, node.country] as const,
    ...peers.map((peer) => [peer.node, peer.country] as const),
  ];
  return {
    indicators: new Map(measured.map(({ indicator }): [string, Indicator] => [indicator.code, indicator])),
    countries: new Map(countries),
  };
}

async function levelsNow(
  { node, sources }: SituationReportParts,
  held: Pick<Parameters<typeof levelsOf>[0], 'measured' | 'peers' | 'links'> & { readonly now: EpochMs },
): Promise<Figures['levels']> {
  const [signals, standing, disputed] = await Promise.all([
    sources.weeks.openLevels(),
    sources.standing(held.now),
    sources.disputed(held.now),
  ]);
  return levelsOf({ ...held, node: node.id, signals, standing, disputed: [...disputed] });
}

async function signalsOf(weeks: WeekStore, week: Week, known: Known): Promise<Figures['signals']> {
  const flow = await weeks.signalFlow(week);
  const none = { before: 0, opened: 0, closed: 0, after: 0, dismissed: 0, grown: 0 };
  const levels = LEVELS.map((level) => flow.find((row) => row.level === level) ?? { level, ...none });
  const changed = async (change: 'opened' | 'grown' | 'closed') => ({
    total: levels.reduce((sum, row) => sum + row[change], 0),
    items: (await weeks.changedSignals({ ...week, change, limit: MOST.lines })).map((each) =>
      signalLine(each, known),
    ),
  });
  const [opened, grown, closed] = await Promise.all([changed('opened'), changed('grown'), changed('closed')]);
  return { levels, opened, grown, closed };
}

interface MovedFigures {
  readonly bulletins: Figures['bulletins'];
  readonly others: BulletinLine[];
  readonly otherCount: number;
}

async function movedOf(weeks: WeekStore, week: Week, known: Known): Promise<MovedFigures> {
  const [counts, bulletins] = await Promise.all([
    weeks.movedCounts(week),
    weeks.movedBulletins({ ...week, limit: MOST.lines }),
  ]);
  const lines = bulletins.map((each) => movedLine(each, known));
  const of = (way: 'sent' | 'received'): Moved => ({
    ...sumOf(counts.filter((row) => row.way === way && row.actual)),
    items: lines.filter((line) => line.way === way && line.status === 'actual'),
  });
  return {
    bulletins: { sent: of('sent'), received: of('received') },
    others: lines.filter(({ status }) => status !== 'actual'),
    otherCount: sumOf(counts.filter(({ actual }) => !actual)).total,
  };
}

function sumOf(rows: readonly MovedCount[]): Omit<Moved, 'items'> {
  const sum = (of: (row: MovedCount) => number) => rows.reduce((total, row) => total + of(row), 0);
  const ofLevel = (level: string) => sum((row) => (row.level === level ? row.count : 0));
  return {
    total: sum(({ count }) => count),
    levels: Object.fromEntries(LEVELS.map((level) => [level, ofLevel(level)])) as Moved['levels'],
    late: sum(({ late }) => late),
    disputed: sum(({ disputed }) => disputed),
  };
}

async function draftsOf(weeks: WeekStore, week: Week, known: Known) {
  const [{ exercises, ...flow }, drafts] = await Promise.all([
    weeks.draftFlow(week),
    weeks.drafts({ ...week, limit: MOST.drafts }),
  ]);
  const lines = drafts.map((each) => draftLine(each, known));
  // What was released stands among the bulletins sent.
  const shown = lines.filter(({ outcome, returned }) => outcome !== 'released' || returned > 0);
  return {
    actual: { ...flow, items: shown.filter(({ status }) => status === 'actual') },
    others: shown.filter(({ status, outcome }) => status !== 'actual' && outcome === 'waiting'),
    otherCount: exercises,
  };
}

async function reportsOf(
  { weeks, unjudged }: SituationReportSources,
  week: Week,
): Promise<Figures['reports']> {
  const [{ states, catalogue }, waiting, reports] = await Promise.all([
    weeks.reportCounts(week),
    unjudged(),
    weeks.reportsReceived({ ...week, limit: MOST.reports }),
  ]);
  const total = Object.values(states).reduce((sum, count) => sum + count, 0);
  return { total, states, catalogue, unjudged: waiting, items: reports.map(reportLine) };
}

/** The latest first. */
function overdueOf(measured: readonly Measured[], now: EpochMs): Figures['overdue'] {
  const late = measured.flatMap(({ indicator, lastPeriod }) => {
    if (lastPeriod === undefined || !isOverdue(indicator, lastPeriod, now)) return [];
    const { code, names, sector, source } = indicator;
    const { period, at } = expectedRelease(indicator, lastPeriod);
    const line = { code, names, sector, publisher: source.publisher, lastPeriod, nextPeriod: period };
    return [{ ...line, expectedAt: formatInstant(at), lateDays: Math.floor((now - at) / DAY_MS) }];
  });
  return late.sort((a, b) => b.lateDays - a.lateDays || (a.code < b.code ? -1 : 1));
}

function linkOf({ inbound, outbound, inboundBehind, ...link }: LinkLine): Figures['links'][number] {
  const behind = inboundBehind === undefined ? {} : { inboundBehind };
  return { ...link, inbound: directionOf(inbound), outbound: directionOf(outbound), ...behind };
}

function directionOf({ state, since, lastContact }: LinkDirectionLine): Figures['links'][number]['inbound'] {
  const contact = lastContact === undefined ? {} : { lastContact: formatInstant(lastContact) };
  return { state, since: formatInstant(since), ...contact };
}
