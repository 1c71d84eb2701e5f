import type { Indicator, LocalisedText, Sector } from '../domain/indicator.ts';
import type { SeriesKey } from '../domain/series.ts';
import { DAY_MS, type EpochMs, formatPeriod, periodEnd } from '../domain/time.ts';
import {
  type Corroboration,
  corroborationOf,
  MOST_WITNESSES,
  type OwnScore,
  type Related,
  standingScore,
} from './channels/corroboration.ts';
import { PACES } from './channels/pace.ts';
import { scoreMemory, scoreStream } from './channels/score.ts';
import type { CataloguedIndicator, SilenceStore } from './port.ts';

/** An indicator with more series than that, such as imports by partner, says nothing of its sector as a whole. */
const MOST_SERIES = 4;

/** What the related series of an indicator say, at each of its periods. */
export interface Witnesses {
  /** Another one: what they say of periods that were asked for before has changed. */
  readonly version: number;
  /** There are enough items for a full corroboration, whatever they say. */
  readonly areMany: boolean;
  at(ordinal: number): Corroboration;
}

/** An indicator whose series speak for others. */
interface Speaker {
  readonly indicator: Indicator;
  scores: ReadonlyMap<SeriesKey, readonly OwnScore[]>;
  isStale: boolean;
}

/** What is known of a sector. */
interface SectorState {
  version: number;
  /** The latest moment that was asked for. */
  askedUntil: EpochMs;
  /** By indicator and period. */
  readonly answers: Map<string, Map<number, Corroboration>>;
}

/**
 * The series of a sector as witnesses of one another: how unusual each is by itself (the score of its `alert` channel),
 * from the moment on at which its indicator publishes by rule. It is computed from the store as it is known now, so that a
 * node that starts anew says the same.
 */
export class WitnessStand {
  readonly #store: SilenceStore;
  readonly #speakers = new Map<string, Speaker>();
  readonly #sectors = new Map<Sector, SectorState>();
  #seriesCount = 0;

  constructor(store: SilenceStore) {
    this.#store = store;
  }

  /** Series of the whole catalogue, when it was last read. */
  get seriesCount(): number {
    return this.#seriesCount;
  }

  /** Has these indicators heard again, since they have got values. */
  async heard(codes: ReadonlySet<string>): Promise<void> {
    for (const code of codes) {
      const speaker = this.#speakers.get(code);
      if (speaker !== undefined) speaker.isStale = true;
    }
    await this.know([...codes]);
  }

  /** Reads the catalogue, unless it has these indicators already. */
  async know(codes: readonly string[]): Promise<void> {
    if (codes.some((code) => !this.#speakers.has(code))) this.#take(await this.#store.overview());
  }

  /** What related series say of those of an indicator. */
  async of(indicator: Indicator): Promise<Witnesses> {
    const { code, sector } = indicator;
    const item = this.#itemOf(indicator);
    const speakers = [...this.#speakers.values()].filter(
      (each) => each.indicator.sector === sector && this.#itemOf(each.indicator) !== item,
    );
    const state = this.#sectorOf(sector);
    for (const speaker of speakers) if (speaker.isStale) await this.#hear(speaker, state);
    const answers = state.answers.get(code) ?? new Map<number, Corroboration>();
    state.answers.set(code, answers);
    const heard = speakers.filter(({ scores }) => scores.size > 0);
    const items = new Set(heard.map((each) => this.#itemOf(each.indicator)));
    return {
      version: state.version,
      areMany: items.size >= MOST_WITNESSES,
      at: (ordinal) => {
        const known = answers.get(ordinal);
        if (known !== undefined) return known;
        const at = publishedAt(indicator, ordinal);
        state.askedUntil = Math.max(state.askedUntil, at);
        const said = corroborationOf(this.#said(speakers, at));
        answers.set(ordinal, said);
        return said;
      },
    };
  }

  /** The names under which a series is known. */
  namesOf(related: Related): LocalisedText {
    return (
      this.#speakers.get(related.series.slice(0, related.series.indexOf('/')))?.indicator.names ?? {
        en: related.series,
      }
    );
  }

  #said(speakers: readonly Speaker[], at: EpochMs): Related[] {
    const said: Related[] = [];
    for (const { indicator, scores } of speakers) {
      for (const [series, each] of scores) {
        const score = standingScore(each, at);
        if (score !== undefined) said.push({ series, item: this.#itemOf(indicator), score });
      }
    }
    return said;
  }

  #take(catalogue: readonly CataloguedIndicator[]): void {
    this.#seriesCount = 0;
    for (const { indicator, series } of catalogue) {
      this.#seriesCount += series;
      const scores = this.#speakers.get(indicator.code)?.scores ?? new Map();
      this.#speakers.set(indicator.code, { indicator, scores, isStale: true });
    }
  }

  async #hear(speaker: Speaker, state: SectorState): Promise<void> {
    const { indicator } = speaker;
    const series = await this.#store.series({ indicator: indicator.code, limit: MOST_SERIES + 1 });
    const scores = new Map<SeriesKey, readonly OwnScore[]>();
    if (series.length <= MOST_SERIES) {
      for (const each of series) scores.set(each.series, await this.#scoresOf(indicator, each.series));
    }
    if (firstChange(speaker.scores, scores) <= state.askedUntil) {
      state.version += 1;
      state.answers.clear();
    }
    speaker.scores = scores;
    speaker.isStale = false;
  }

  async #scoresOf(indicator: Indicator, series: SeriesKey): Promise<OwnScore[]> {
    const pace = PACES[indicator.frequency];
    const points = await this.#store.window(series, scoreMemory(pace) + pace.past);
    const stream = scoreStream({
      pace: indicator.frequency,
      direction: indicator.harmful,
      kind: indicator.kind,
    });
    const scores: OwnScore[] = [];
    for (const { ordinal, value } of points) {
      const { alert } = stream.step(ordinal, value);
      if (alert !== null) scores.push({ at: publishedAt(indicator, ordinal), score: alert });
    }
    return scores;
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
    return input === undefined || input.indicator === indicator
      ? indicator.code
      : this.#itemOf(input.indicator);
  }
}

/** When a period is published by rule: its lag after the end. */
function publishedAt({ frequency, publicationLagDays }: Indicator, ordinal: number): EpochMs {
  return periodEnd(frequency, formatPeriod(frequency, ordinal)) + publicationLagDays * DAY_MS;
}

type Scores = ReadonlyMap<SeriesKey, readonly OwnScore[]>;

/** The first moment for which two accounts differ; infinite if for none. */
function firstChange(before: Scores, now: Scores): EpochMs {
  let first = Number.POSITIVE_INFINITY;
  for (const series of new Set([...before.keys(), ...now.keys()])) {
    const [old, current] = [before.get(series) ?? [], now.get(series) ?? []];
    const length = Math.max(old.length, current.length);
    for (let index = 0; index < length; index += 1) {
      const [a, b] = [old[index], current[index]];
      if (a?.at === b?.at && a?.score === b?.score) continue;
      first = Math.min(first, a?.at ?? Number.POSITIVE_INFINITY, b?.at ?? Number.POSITIVE_INFINITY);
      break;
    }
  }
  return first;
}
