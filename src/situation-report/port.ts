import type { BulletinContent } from '../domain/bulletin.ts';
import type { Indicator, Sector } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import type { LinkState } from '../domain/link.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { Report, ReportState } from '../domain/report.ts';
import type { SeriesKey, SeriesPoint } from '../domain/series.ts';
import type { EpochMs } from '../domain/time.ts';
import type { SignalInPlay } from '../situation/port.ts';
import type { Week } from './week.ts';

/** Open signals, or bulletins in force: how many of them there are, and the highest. */
export interface Standing {
  readonly node: NodeId;
  readonly sector: Sector;
  readonly level: Level;
  readonly count: number;
}

/**
 * Own signals of one level over a week: `before` + `opened` − `closed` = `after`, each counted by itself. The level is
 * that which the episode has reached by now.
 */
export interface SignalFlow {
  readonly level: Level;
  /** Going on as the week began, and as it ended; of the latter those that an analyst dismissed. */
  readonly before: number;
  readonly opened: number;
  readonly closed: number;
  readonly after: number;
  readonly dismissed: number;
  /** Opened before the week, and last heard of within it by a higher level. */
  readonly grown: number;
}

export type SignalChange = 'opened' | 'grown' | 'closed';

/** A bulletin that was sent or came in a week. */
export interface MovedBulletin {
  readonly way: 'sent' | 'received';
  readonly content: BulletinContent;
  readonly sent: string;
  readonly state: 'issued' | 'updated' | 'cancelled';
  /** It came in the week, and was sent before. */
  readonly late: boolean;
  /** It came after its log was found to be forked. */
  readonly disputed: boolean;
}

/** How many bulletins went a way, by whether they are actual and by level. */
export interface MovedCount {
  readonly way: 'sent' | 'received';
  readonly actual: boolean;
  readonly level: Level;
  readonly count: number;
  readonly late: number;
  readonly disputed: number;
}

/** Drafts of actual bulletins over a week: `before` + `made` − `released` − `withdrawn` = `after`, each counted by itself. */
export interface DraftFlow {
  readonly before: number;
  readonly made: number;
  readonly released: number;
  readonly withdrawn: number;
  readonly after: number;
  /** How often an approver sent one back. */
  readonly returned: number;
  /** Drafts of exercises and tests that waited as the week ended. */
  readonly exercises: number;
}

/** A draft that waited as the week ended, or that something happened to within it. */
export interface DraftLine {
  readonly content: BulletinContent;
  readonly createdAt: string;
  /** What it is by now. */
  readonly state: 'draft' | 'in-review' | 'withdrawn' | 'issued' | 'updated' | 'cancelled';
  readonly approvals: number;
  readonly returned: number;
  /** What became of it within the week. */
  readonly outcome: 'waiting' | 'released' | 'withdrawn';
}

export interface WeekQuery extends Week {
  /** Of each list so many at most. */
  readonly limit: number;
}

/** What the report reads of the node's own tables. Nothing here writes. */
export interface WeekStore {
  /** Open signals by sector and level, without those that were dismissed. */
  openLevels(): Promise<readonly Pick<Standing, 'sector' | 'level' | 'count'>[]>;
  /** Open signals on values, the highest level first, then the newest. */
  highestSignals(limit: number): Promise<readonly SignalInPlay[]>;
  /** By level. Of episodes that ended those are looked at that began within the year before the week. */
  signalFlow(week: Week): Promise<readonly SignalFlow[]>;
  /** Signals that a week changed, the highest level first. */
  changedSignals(query: WeekQuery & { readonly change: SignalChange }): Promise<readonly SignalInPlay[]>;
  movedCounts(week: Week): Promise<readonly MovedCount[]>;
  /** Of each way, and of actual ones and others apart, the newest. */
  movedBulletins(query: WeekQuery): Promise<readonly MovedBulletin[]>;
  /**
   * What was sent back or withdrawn stands in the audit trail alone, of which the newest 200,000
   * records are looked at.
   */
  draftFlow(week: Week): Promise<DraftFlow>;
  /** Actual ones and others, the oldest first. */
  drafts(query: WeekQuery): Promise<readonly DraftLine[]>;
  /** What came in the week, by what was made of it; apart from what the catalogue brought. */
  reportCounts(week: Week): Promise<{
    readonly states: Readonly<Record<ReportState, number>>;
    readonly catalogue: number;
  }>;
  /** Without what the catalogue brought, the newest first. */
  reportsReceived(query: WeekQuery): Promise<readonly Report[]>;
}

/** An indicator, and the newest period of any of its series. */
export interface Measured {
  readonly indicator: Indicator;
  readonly lastPeriod: string | undefined;
}

/** One direction of a link. */
export interface LinkDirectionLine {
  readonly state: LinkState;
  readonly since: EpochMs;
  readonly lastContact: EpochMs | undefined;
}

export interface LinkLine {
  readonly node: NodeId;
  readonly country: string;
  /** Their data on the way here, and ours on the way there. */
  readonly inbound: LinkDirectionLine;
  readonly outbound: LinkDirectionLine;
  /** Entries of theirs that are not here, and of ours that are not there. */
  readonly inboundBehind: number | undefined;
  readonly outboundBehind: number;
}

/** What the report asks of the rest of the node. */
export interface SituationReportSources {
  readonly weeks: WeekStore;
  measured(): Promise<readonly Measured[]>;
  window(series: SeriesKey, length: number): Promise<readonly SeriesPoint[]>;
  /** Actual bulletins in force by node and sector, and by node how many are of disputed origin. */
  standing(now: EpochMs): Promise<readonly Standing[]>;
  disputed(now: EpochMs): Promise<readonly { readonly node: NodeId; readonly count: number }[]>;
  /** Reports that nobody has judged. */
  unjudged(): Promise<number>;
  links(): Promise<readonly LinkLine[]>;
}
