import type { AuditEvent } from '../domain/audit.ts';
import type { Indicator, Sector } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import type { SeriesKey, SeriesPoint } from '../domain/series.ts';
import type { Signal, SignalState } from '../domain/signal.ts';
import type { EpochMs } from '../domain/time.ts';

/** A series with new observations that detectors have not seen yet. */
export interface DueSeries {
  readonly series: SeriesKey;
  /** The first period that changed. */
  readonly fromOrdinal: number;
  /** Grows with every change: what is cleared is what was seen. */
  readonly revision: number;
}

/** What detection reads of the indicator store. */
export interface SeriesStore {
  indicator(code: string): Promise<Indicator | undefined>;
  dueSeries(limit: number): Promise<DueSeries[]>;
  /** Takes series off the list, unless they changed again since they were read. */
  clearDue(due: readonly DueSeries[]): Promise<void>;
  /**
   * The newest `length` points of a series, in order of their periods, as known at a time or now; missing values are
   * left out.
   */
  window(series: SeriesKey, length: number, asOf?: EpochMs): Promise<SeriesPoint[]>;
}

/** An indicator with what the store holds of it; `lastPeriod` is that of any of its series, absent without observations. */
export interface CataloguedIndicator {
  readonly indicator: Indicator;
  readonly series: number;
  readonly lastPeriod: string | undefined;
}

/** What the judgement of silence reads of the indicator store. */
export interface SilenceStore extends Pick<SeriesStore, 'window'> {
  /** The whole catalogue. */
  overview(): Promise<readonly CataloguedIndicator[]>;
  /** In order of the keys, those after `after`. */
  series(filter: {
    readonly indicator: string;
    readonly after?: SeriesKey;
    readonly limit: number;
  }): Promise<readonly { readonly series: SeriesKey; readonly lastPeriod: string }[]>;
}

export interface SignalQuery {
  readonly state?: SignalState;
  readonly level?: Level;
  readonly sector?: Sector;
  readonly series?: SeriesKey;
  /** Part of the id, of the series, or of the explanation; however it is written. */
  readonly q?: string;
  readonly limit: number;
  readonly offset: number;
}

/** How far a detector has judged a series, and the episode that it is in. */
export interface DetectorPosition {
  readonly throughOrdinal: number | undefined;
  /** The signal whose episode goes on (no `closedAt`), also one that was dismissed or drafted. */
  readonly open: Signal | undefined;
}

/** What a detector found on a series, and how far it has judged it now. */
export interface Assessment {
  readonly series: SeriesKey;
  readonly detector: string;
  readonly throughOrdinal: number;
  readonly signals: readonly Signal[];
}

/** An open signal on some series of an indicator. */
export interface OpenSignal {
  readonly indicator: string;
  readonly id: string;
  readonly level: Level;
}

/** What detection keeps. */
export interface SignalStore {
  /** `episodeOf`: the detectors that share an episode, if it is not this one alone. */
  position(series: SeriesKey, detector: string, episodeOf?: readonly string[]): Promise<DetectorPosition>;
  /** The signals of a detector whose episodes go on (no `closedAt`), also those that were dismissed or drafted. */
  episodes(detector: string): Promise<Signal[]>;
  /**
   * Stores signals (new, grown or closed) and positions of detectors in one transaction. A signal that
   * was dismissed or drafted since it was read keeps that state; but a dismissed one that has risen to `alert` or above
   * since then is open again.
   */
  recordAssessments(assessments: readonly Assessment[]): Promise<void>;

  signals(query: SignalQuery): Promise<Signal[]>;
  signal(id: string): Promise<Signal | undefined>;
  /** In one state, or in all. */
  countSignals(state?: SignalState): Promise<number>;
  /** The open signal of the highest level of each indicator, by its code. */
  openSignals(): Promise<OpenSignal[]>;
  /** @throws EwsError `not_found`; `wrong_state` unless it is open or closed */
  dismissSignal(id: string, reason: string, audit: AuditEvent): Promise<void>;
}
