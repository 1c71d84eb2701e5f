import type { Indicator } from '../domain/indicator.ts';
import type { SeriesKey } from '../domain/series.ts';
import { DAY_MS, type EpochMs, formatPeriod, periodEnd } from '../domain/time.ts';
import type { ScoreStream } from './channels/channel.ts';
import type { OwnScore } from './channels/corroboration.ts';
import { PACES } from './channels/pace.ts';
import { scoreMemory, scoreStream } from './channels/score.ts';
import type { SilenceStore } from './port.ts';

/** Points looked at for new ones, where nothing before has changed. */
const FRESH = 32;

/** What became of what a series says. */
export interface Change {
  /** From this moment on it says something else; infinite if it does not. */
  readonly from: EpochMs;
  /** What it had said before was revised; else there is only more. */
  readonly isRevision: boolean;
}

/** A series that speaks for others: how unusual it is by itself, from the moment on at which each period is published. */
export class Voice {
  readonly #indicator: Indicator;
  readonly #series: SeriesKey;
  readonly #store: Pick<SilenceStore, 'window'>;
  #stream: ScoreStream | undefined;
  #newest = Number.NEGATIVE_INFINITY;
  #scores: OwnScore[] = [];

  constructor(indicator: Indicator, series: SeriesKey, store: Pick<SilenceStore, 'window'>) {
    this.#indicator = indicator;
    this.#series = series;
    this.#store = store;
  }

  /** In order of time. */
  get scores(): readonly OwnScore[] {
    return this.#scores;
  }

  /** Takes in what has changed from the period of this number on. */
  async hear(fromOrdinal: number): Promise<Change> {
    if (this.#stream !== undefined && fromOrdinal > this.#newest) {
      const points = await this.#store.window(this.#series, FRESH);
      const isAll = points.length < FRESH || points[0]!.ordinal <= this.#newest;
      if (isAll) return { from: this.#take(this.#stream, points), isRevision: false };
    }
    const before = this.#scores;
    const { frequency, harmful, kind } = this.#indicator;
    const pace = PACES[frequency];
    const points = await this.#store.window(this.#series, scoreMemory(pace) + pace.past);
    this.#stream = scoreStream({ pace: frequency, direction: harmful, kind });
    this.#scores = [];
    this.#newest = Number.NEGATIVE_INFINITY;
    this.#take(this.#stream, points);
    return { from: firstChange(before, this.#scores), isRevision: true };
  }

  /** The points that are newer than all before; from when on they are known. */
  #take(
    stream: ScoreStream,
    points: readonly { readonly ordinal: number; readonly value: number }[],
  ): EpochMs {
    let from = Number.POSITIVE_INFINITY;
    for (const { ordinal, value } of points) {
      if (ordinal <= this.#newest) continue;
      this.#newest = ordinal;
      if (!stream.advance(ordinal, value)) continue;
      const at = publishedAt(this.#indicator, ordinal);
      from = Math.min(from, at);
      this.#scores.push({ at, score: stream.alert });
    }
    return from;
  }
}

/** When a period is published by rule: its lag after the end. */
export function publishedAt({ frequency, publicationLagDays }: Indicator, ordinal: number): EpochMs {
  return periodEnd(frequency, formatPeriod(frequency, ordinal)) + publicationLagDays * DAY_MS;
}

/** The first moment for which two accounts differ; infinite if for none. */
function firstChange(before: readonly OwnScore[], now: readonly OwnScore[]): EpochMs {
  const length = Math.max(before.length, now.length);
  for (let index = 0; index < length; index += 1) {
    const [old, current] = [before[index], now[index]];
    if (old?.at === current?.at && old?.score === current?.score) continue;
    return Math.min(old?.at ?? Number.POSITIVE_INFINITY, current?.at ?? Number.POSITIVE_INFINITY);
  }
  return Number.POSITIVE_INFINITY;
}
