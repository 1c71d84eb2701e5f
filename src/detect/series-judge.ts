import type { Indicator } from '../domain/indicator.ts';
import { indicatorOfSeries, type SeriesKey, type SeriesPoint } from '../domain/series.ts';
import { DAY_MS, type EpochMs, ordinalAt } from '../domain/time.ts';
import type { SignalChange } from './assess.ts';
import type { BandItem } from './band.ts';
import { ceilingOf } from './ceiling.ts';
import { channelBandOver } from './channel-band.ts';
import type { ChannelName } from './channels/channel.ts';
import { judge, type LoadedSeries } from './judge.ts';
import { KeptPoints } from './kept-points.ts';
import { type Applied, type DetectorSettings, detectorsFor } from './parameters.ts';
import type { Assessment, DueSeries, SeriesStore, SignalStore, SilenceStore } from './port.ts';
import { firstRecentOrdinal } from './recent.ts';
import { type Group, groupsOf, type SaidOf, saidAlone, saidByChannels } from './said.ts';
import { Streams } from './streams.ts';
import { budgetOf, watchedMemory } from './watched.ts';
import { WitnessStand } from './witnesses.ts';

/** What series are judged by. */
export interface JudgeParts {
  readonly series: Pick<SeriesStore, 'indicator' | 'window'> & SilenceStore;
  readonly signals: Pick<SignalStore, 'position'>;
  readonly settings: DetectorSettings;
  /** Drafts that the agency can judge in a working day; absent: no ceiling. */
  readonly draftsPerWorkingDay?: number | undefined;
}

/** What a detector says of a series, to be recorded. */
export interface Judged {
  readonly assessment: Assessment;
  readonly changes: readonly SignalChange[];
}

/** Runs every detector on series that have something new. It reads, and records nothing. */
export class SeriesJudge {
  readonly #parts: JudgeParts;
  readonly #streams: Streams;
  readonly #points: KeptPoints;
  readonly #stand: WitnessStand;
  /** Of the batch. */
  readonly #indicators = new Map<string, Indicator>();
  #batch = 0;

  /** `kept`: series whose points and streams are kept for the next time; one has some tens of kilobytes. */
  constructor(parts: JudgeParts, kept: number) {
    this.#parts = parts;
    this.#streams = new Streams(2 * kept);
    this.#points = new KeptPoints(parts.series, kept);
    this.#stand = new WitnessStand(parts.series);
  }

  /** Has these series heard again as witnesses, since they have got values. `batch`: of all that were due together. */
  async heard(due: readonly DueSeries[], batch: number): Promise<void> {
    if (batch !== this.#batch) this.#indicators.clear();
    this.#batch = batch;
    await this.#stand.heard(due);
  }

  async judge(due: DueSeries, now: EpochMs): Promise<Judged[]> {
    const indicator = await this.#indicatorOf(due.series);
    if (indicator === undefined) return [];
    const applied = detectorsFor(this.#parts.settings, indicator, due.series);
    if (applied.length === 0) return [];
    const loaded = await this.#load(due, indicator, applied, now);
    const newest = loaded.points.at(-1);
    if (newest === undefined) return [];
    const judged: Judged[] = [];
    for (const group of groupsOf(applied)) {
      const one = await this.#judgeBy(group, loaded, newest.ordinal, now);
      if (one !== undefined) judged.push(one);
    }
    return judged;
  }

  /** What a channel made of the points of a series, by the budget and the related series of this moment. */
  async channelBand(
    channel: ChannelName,
    indicator: Indicator,
    applied: readonly Applied[],
    points: readonly SeriesPoint[],
    length: number,
  ): Promise<BandItem[]> {
    await this.#stand.know([indicator.code]);
    const witnesses = await this.#stand.of(indicator);
    const budget = budgetOf(applied, this.#alarmsPerYear());
    return channelBandOver(channel, indicator, points, { budget, witnesses, length });
  }

  async #indicatorOf(series: SeriesKey): Promise<Indicator | undefined> {
    const code = indicatorOfSeries(series);
    const known = this.#indicators.get(code);
    if (known !== undefined) return known;
    const indicator = await this.#parts.series.indicator(code);
    if (indicator !== undefined) this.#indicators.set(code, indicator);
    return indicator;
  }

  async #load(
    due: DueSeries,
    indicator: Indicator,
    applied: readonly Applied[],
    now: EpochMs,
  ): Promise<LoadedSeries> {
    const { frequency, publicationLagDays } = indicator;
    const episodes = this.#parts.settings.episodes[frequency];
    const recentFrom = firstRecentOrdinal(frequency, episodes.recentPeriods, publicationLagDays, now);
    const memory = Math.max(
      ...applied.map(({ detector, parameters }) =>
        detector.channel === undefined ? detector.memory(parameters, frequency) : watchedMemory(frequency),
      ),
    );
    // A day lies ahead in the east.
    const newest = ordinalAt(frequency, now + DAY_MS);
    // The memory of the oldest step that counts: recent ones, and the quiet ones before.
    const length = memory + newest - recentFrom + 1 + episodes.quietSteps;
    const points = await this.#points.read(due, length, newest);
    return { series: due.series, indicator, episodes, points, changedFrom: due.fromOrdinal, recentFrom };
  }

  async #judgeBy(
    group: Group,
    loaded: LoadedSeries,
    newest: number,
    now: EpochMs,
  ): Promise<Judged | undefined> {
    const { series } = loaded;
    const said = await this.#saidBy(group, loaded);
    const detector = group[0].detector.name;
    const position = await this.#positionOf(series, group);
    const changes = judge(detector, said, loaded, position, now);
    const throughOrdinal = Math.max(newest, position.throughOrdinal ?? newest);
    if (changes.length === 0 && throughOrdinal === position.throughOrdinal) return undefined;
    const signals = changes.map(({ signal }) => signal);
    return { assessment: { series, detector, throughOrdinal, signals }, changes };
  }

  #positionOf(series: SeriesKey, group: Group) {
    const names = group.map(({ detector }) => detector.name);
    return this.#parts.signals.position(series, names[0]!, names);
  }

  async #saidBy(group: Group, loaded: LoadedSeries): Promise<SaidOf> {
    const [first] = group;
    if (first.detector.channel === undefined) return saidAlone(this.#streams, first, loaded);
    return saidByChannels(this.#streams, group, loaded, {
      stand: this.#stand,
      witnesses: await this.#stand.of(loaded.indicator),
      alarmsPerYear: this.#alarmsPerYear(),
    });
  }

  #alarmsPerYear(): number | undefined {
    return ceilingOf(this.#parts.draftsPerWorkingDay, this.#stand.seriesCount);
  }
}
