import type { Indicator, LocalisedText, Sector } from '../domain/indicator.ts';
import { indicatorOfSeries, type SeriesKey } from '../domain/series.ts';
import type { EpochMs } from '../domain/time.ts';
import { Answers } from './answers.ts';
import {
  type Corroboration,
  corroborationOf,
  MOST_WITNESSES,
  type Related,
  standingScore,
} from './channels/corroboration.ts';
import type { CataloguedIndicator, DueSeries, SilenceStore } from './port.ts';
import { type Change, publishedAt, Voice } from './voice.ts';

/** An indicator with more series than that, such as imports by partner, says nothing of its sector as a whole. */
const MOST_SERIES = 4;

/** What the related series of an indicator say, at each of its periods. */
export interface Witnesses {
  /** Another one: what they said of periods that were asked for before was revised. */
  readonly version: number;
  /** There are enough items for a full corroboration, whatever they say. */
  readonly areMany: boolean;
  at(ordinal: number): Corroboration;
}

/** An indicator whose series speak for others. */
interface Speaker {
  readonly indicator: Indicator;
  /** Undefined: it was not listed yet. */
  voices: Map<SeriesKey, Voice> | undefined;
  /** It has too many series, for good. */
  isCrowd: boolean;
  /** Series that have got values, and the first period that changed. */
  readonly changed: Map<SeriesKey, number>;
}

/** What is known of a sector. */
interface SectorState {
  version: number;
  /** The latest moment that was asked for. */
  askedUntil: EpochMs;
  /** By indicator. */
  readonly answers: Map<string, Answers>;
}

/**
 * The series of a sector as witnesses of one another: how unusual each is by itself (the score of its `alert` channel),
 * from the moment on at which its indicator publishes by rule. It is computed from the store as it is known now. What they
 * say more of a moment that was asked for already counts from the next question on; a revision has all asked anew.
 */
export class WitnessStand {
  readonly #store: SilenceStore;
  readonly #speakers = new Map<string, Speaker>();
  readonly #sectors = new Map<Sector, SectorState>();
  /** What was put together for an indicator, until something new is heard: many of its series are asked for in a row. */
  #together = new WeakMap<Indicator, Witnesses>();
  #seriesCount = 0;

  constructor(store: SilenceStore) {
    this.#store = store;
  }

  /** Series of the whole catalogue, when it was last read. */
  get seriesCount(): number {
    return this.#seriesCount;
  }

  /** Has series heard again, since they have got values. */
  async heard(due: readonly Pick<DueSeries, 'series' | 'fromOrdinal'>[]): Promise<void> {
    this.#together = new WeakMap();
    const codes = new Set<string>();
    for (const { series, fromOrdinal } of due) {
      const code = indicatorOfSeries(series);
      codes.add(code);
      const speaker = this.#speakers.get(code);
      if (speaker === undefined || speaker.isCrowd) continue;
      speaker.changed.set(series, Math.min(fromOrdinal, speaker.changed.get(series) ?? fromOrdinal));
    }
    await this.know([...codes]);
  }

  /** Reads the catalogue, unless it has these indicators already. */
  async know(codes: readonly string[]): Promise<void> {
    if (codes.some((code) => !this.#speakers.has(code))) this.#take(await this.#store.overview());
  }

  /** What related series say of those of an indicator. */
  async of(indicator: Indicator): Promise<Witnesses> {
    const known = this.#together.get(indicator);
    if (known !== undefined) return known;
    const witnesses = await this.#witnessesOf(indicator);
    this.#together.set(indicator, witnesses);
    return witnesses;
  }

  async #witnessesOf(indicator: Indicator): Promise<Witnesses> {
    const { code, sector } = indicator;
    const item = this.#itemOf(indicator);
    const speakers = [...this.#speakers.values()].filter(
      (each) => each.indicator.sector === sector && this.#itemOf(each.indicator) !== item,
    );
    const state = this.#sectorOf(sector);
    for (const speaker of speakers) await this.#hear(speaker, state);
    const answers = state.answers.get(code) ?? new Answers();
    state.answers.set(code, answers);
    const heard = speakers.filter(({ voices }) => voices !== undefined && voices.size > 0);
    const items = new Set(heard.map((each) => this.#itemOf(each.indicator)));
    return {
      version: state.version,
      areMany: items.size >= MOST_WITNESSES,
      at: (ordinal) => {
        const known = answers.get(ordinal);
        if (known !== undefined) return known;
        const at = publishedAt(indicator, ordinal);
        state.askedUntil = Math.max(state.askedUntil, at);
        const said = corroborationOf(this.#said(heard, at));
        answers.put(ordinal, at, said);
        return said;
      },
    };
  }

  /** The names under which a series is known. */
  namesOf({ series }: Related): LocalisedText {
    return this.#speakers.get(indicatorOfSeries(series))?.indicator.names ?? { en: series };
  }

  #said(speakers: readonly Speaker[], at: EpochMs): Related[] {
    const said: Related[] = [];
    for (const { indicator, voices } of speakers) {
      for (const [series, voice] of voices ?? []) {
        const score = standingScore(voice.scores, at);
        if (score !== undefined) said.push({ series, item: this.#itemOf(indicator), score });
      }
    }
    return said;
  }

  #take(catalogue: readonly CataloguedIndicator[]): void {
    this.#together = new WeakMap();
    this.#seriesCount = 0;
    for (const { indicator, series } of catalogue) {
      this.#seriesCount += series;
      this.#speakers.set(indicator.code, {
        indicator,
        voices: undefined,
        isCrowd: series > MOST_SERIES,
        changed: new Map(),
      });
    }
  }

  /** Has it say what it has not said yet. */
  async #hear(speaker: Speaker, state: SectorState): Promise<void> {
    const { indicator, changed } = speaker;
    if (speaker.isCrowd || (speaker.voices !== undefined && changed.size === 0)) return;
    const isKnown = (series: SeriesKey) => speaker.voices?.has(series) ?? false;
    const changes: Change[] = [];
    if (![...changed.keys()].every(isKnown) || speaker.voices === undefined) {
      const listed = await this.#store.series({ indicator: indicator.code, limit: MOST_SERIES + 1 });
      speaker.isCrowd = listed.length > MOST_SERIES;
      const voices = new Map<SeriesKey, Voice>();
      for (const { series } of speaker.isCrowd ? [] : listed) {
        const voice = speaker.voices?.get(series) ?? new Voice(indicator, series, this.#store);
        if (!isKnown(series)) changes.push(await voice.hear(Number.NEGATIVE_INFINITY));
        if (!isKnown(series)) changed.delete(series);
        voices.set(series, voice);
      }
      // Nobody hears it any more.
      if (speaker.isCrowd && (speaker.voices?.size ?? 0) > 0)
        changes.push({ from: Number.NEGATIVE_INFINITY, isRevision: true });
      speaker.voices = voices;
    }
    for (const [series, from] of changed) {
      const voice = speaker.voices.get(series);
      if (voice !== undefined) changes.push(await voice.hear(from));
    }
    changed.clear();
    if (changes.length > 0) this.#together = new WeakMap();
    for (const change of changes) forget(state, change);
  }

  #sectorOf(sector: Sector): SectorState {
    const state = this.#sectors.get(sector) ?? {
      version: 0,
      askedUntil: Number.NEGATIVE_INFINITY,
      answers: new Map(),
    };
    this.#sectors.set(sector, state);
    return state;
  }

  /** What is watched: goods by their heading of the Harmonized System, else what an indicator derives from, or itself. */
  #itemOf(indicator: Indicator): string {
    const [code] = indicator.hsCodes;
    if (code !== undefined) return code.slice(0, 4);
    const of = indicator.derived?.of;
    const input = this.#speakers.get((typeof of === 'string' ? of : of?.[0]) ?? '');
    return input === undefined || input.indicator.code === indicator.code
      ? indicator.code
      : this.#itemOf(input.indicator);
  }
}

/** Leaves no answer that says something else by now; a revision of what was asked for makes a new version. */
function forget(state: SectorState, { from, isRevision }: Change): void {
  if (from > state.askedUntil) return;
  if (isRevision) {
    state.version += 1;
    state.answers.clear();
    return;
  }
  for (const answers of state.answers.values()) answers.forget(from);
}
