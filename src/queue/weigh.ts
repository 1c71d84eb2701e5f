import type { Indicator } from '../domain/indicator.ts';
import { indicatorOfSeries, type SeriesKey, type SeriesPoint } from '../domain/series.ts';
import type { SupplyMap } from '../domain/supply-map.ts';
import { chainOf } from '../situation/chain.ts';
import { type KnownGoods, readGoods, subjectsOf } from '../situation/goods.ts';
import { createLexicon } from '../situation/lexicon.ts';
import { subjectId } from '../situation/subject.ts';
import { type Concentration, highest, mappedShare, measuredShare, shareSeries } from './concentration.ts';
import { type Standing, standingOf } from './place.ts';
import type { QueuedSignal } from './port.ts';
import type { Matter } from './rank.ts';

/** A signal, and what it is ranked by. */
export interface Weighed extends Matter {
  readonly signal: QueuedSignal;
  /** What the figure of its concentration is. */
  readonly concentrated: Concentration | undefined;
}

export interface WeighParts {
  readonly map: SupplyMap;
  readonly country: string;
  /** Countries whose share of the supply matters most. */
  readonly concern: readonly string[];
  window(series: SeriesKey, length: number): Promise<readonly SeriesPoint[]>;
}

type Goods = KnownGoods & { readonly subjects: readonly string[] };

/** What an indicator says of all its series. */
interface Known {
  readonly indicator: Indicator;
  readonly goods: Goods;
  readonly shares: readonly Concentration[];
}

/** Weighs the signals of one moment: what is read for one indicator is kept for the others of it. */
export type Weigh = (signal: QueuedSignal) => Promise<Weighed>;

/** Reading goods out of names is slow, and a catalogue has thousands that seldom change. */
const MOST_GOODS = 10_000;

export function createWeighing(parts: WeighParts): (catalogue: readonly Indicator[]) => Weigh {
  const { map, country, concern } = parts;
  const chain = chainOf(map.edges);
  const goodsOf = createGoodsReader(map);

  return (catalogue) => {
    const byCode = new Map(catalogue.map((indicator) => [indicator.code, indicator]));
    const sharing = catalogue.filter((indicator) => shareSeries(indicator, country, concern).length > 0);
    const known = new Map<string, Promise<Known | undefined>>();

    async function knowledgeOf(code: string): Promise<Known | undefined> {
      const indicator = byCode.get(code);
      if (indicator === undefined) return undefined;
      const goods = goodsOf(indicator);
      const same = sharing.filter((each) =>
        goodsOf(each).subjects.some((subject) => goods.subjects.includes(subject)),
      );
      const shares = await Promise.all(
        same.flatMap((each) =>
          shareSeries(each, country, concern).map((series) => newestShare(each, series)),
        ),
      );
      return { indicator, goods, shares: shares.filter((share) => share !== undefined) };
    }

    return async (signal) => {
      const code = indicatorOfSeries(signal.series);
      if (!known.has(code)) known.set(code, knowledgeOf(code));
      const found = await known.get(code);
      return found === undefined ? unknown(signal) : weighed(signal, found);
    };
  };

  async function weighed(signal: QueuedSignal, { indicator, goods, shares }: Known): Promise<Weighed> {
    const standing = standingOf({ map, chain }, signal.series, indicator, goods);
    const isShare = indicator.derived?.kind === 'share' || indicator.derived?.kind === 'largest-share';
    const own = isShare ? await newestShare(indicator, signal.series) : undefined;
    const measured = highest(own === undefined ? shares : [own, ...shares]);
    return together(signal, indicator, standing, measured ?? mappedShare(map, standing.items, country));
  }

  async function newestShare(indicator: Indicator, series: SeriesKey): Promise<Concentration | undefined> {
    const [newest] = await parts.window(series, 1);
    return newest && measuredShare(indicator, series, newest);
  }
}

function createGoodsReader(map: SupplyMap): (indicator: Indicator) => Goods {
  const lexicon = createLexicon(map);
  const read = new Map<string, Goods>();
  return ({ names, hsCodes, sector }) => {
    const key = JSON.stringify([names, hsCodes, sector]);
    const before = read.get(key);
    if (before !== undefined) return before;
    const goods = readGoods({ names, hsCodes }, sector, lexicon);
    const made = { ...goods, subjects: subjectsOf(map, goods).map(subjectId) };
    if (read.size >= MOST_GOODS) read.clear();
    read.set(key, made);
    return made;
  };
}

function together(
  signal: QueuedSignal,
  { grade }: Indicator,
  { stage, downstream }: Standing,
  concentrated: Concentration | undefined,
): Weighed {
  return {
    ...{ ...unknown(signal), grade, stage, downstream },
    ...{ concentration: concentrated?.share, concentrated },
  };
}

/** What the signal alone says, such as one of an indicator that is no longer in the catalogue. */
function unknown(signal: QueuedSignal): Weighed {
  const { id, level, score, threshold, raisedAt } = signal;
  return {
    ...{ id, level, signal, raisedAt: Date.parse(raisedAt) },
    ...{
      grade: undefined,
      concentration: undefined,
      concentrated: undefined,
      stage: undefined,
      downstream: 0,
    },
    beyond: threshold === undefined || threshold <= 0 ? undefined : score / threshold,
  };
}
