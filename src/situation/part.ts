import type { Indicator, Sector } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import { type Report, reportDay } from '../domain/report.ts';
import { dayAfter } from '../domain/report-match.ts';
import { dimensionValues, indicatorOfSeries } from '../domain/series.ts';
import { dayOf, type EpochMs } from '../domain/time.ts';
import { type KnownGoods, type Named, readGoods } from './goods.ts';
import type { Lexicon } from './lexicon.ts';
import type { BulletinInForce, SignalInPlay } from './port.ts';

/** What has ended counts for so many days more; no signal counts that was raised more than a year ago. */
export const WINDOW = { endedDays: 60, raisedDays: 365 } as const;

/** Items of a bulletin that are looked at: a peer may try to keep a node busy. */
const MOST_ITEMS = 10;

/** A node of the federation, and the country that it warns for. */
export interface Seer {
  readonly node: string;
  readonly country: string;
}

/** What one country says of some goods: a signal, a report or a bulletin. */
export interface Part {
  readonly kind: 'signal' | 'report' | 'bulletin';
  readonly id: string;
  /** Who says it. Where no country is known for a node, its id. */
  readonly by: string;
  readonly own: boolean;
  /** A report has none. */
  readonly level: Level | undefined;
  readonly since: EpochMs;
  readonly sector: Sector;
  readonly goods: readonly KnownGoods[];
  /** Countries that the goods may come from, the likeliest first. */
  readonly pointsTo: readonly string[];
  /** It came after its log was forked: it is shown, and counts for nothing. */
  readonly disputed: boolean;
}

/** Who looks at what, and when. */
export interface View {
  readonly own: Seer;
  /** The others; one that left is still the author of what it sent. */
  readonly peers: readonly Seer[];
  readonly now: EpochMs;
  readonly lexicon: Lexicon;
}

/** An own signal. Nothing where an analyst dismissed it, or where it ended or was raised too long ago. */
export function partOfSignal(
  signal: SignalInPlay,
  indicator: Pick<Indicator, 'names' | 'hsCodes' | 'dimensions'> | undefined,
  { own, now, lexicon }: View,
): Part | undefined {
  const { id, series, sector, state, level, raisedAt, closedAt } = signal;
  const { raisedSince, endedSince } = sinceWhen(now);
  if (state === 'dismissed' || Date.parse(raisedAt) < Date.parse(raisedSince)) return undefined;
  if (closedAt !== undefined && Date.parse(closedAt) < Date.parse(endedSince)) return undefined;
  const named: Named = indicator ?? { names: { en: indicatorOfSeries(series) }, hsCodes: [] };
  const values = dimensionValues(series);
  const partner = values[indicator?.dimensions.indexOf('partner') ?? -1];
  return {
    kind: 'signal',
    ...{ id, by: own.country, own: true, level, since: Date.parse(raisedAt), sector },
    goods: [readGoods(named, sector, lexicon)],
    pointsTo: partner === undefined ? values : [partner, ...values],
    disputed: false,
  };
}

/** What people told this node. Nothing unless it was accepted and is recent, and where an event is over. */
export function partOfReport({ id, content, triage }: Report, { own, now, lexicon }: View): Part | undefined {
  const { sector, item, hsCodes, country, event } = content;
  const day = reportDay(content);
  if (triage.state !== 'accepted' || day < sinceWhen(now).day) return undefined;
  if (event?.status === 'ended' || event?.status === 'suspended') return undefined;
  return {
    kind: 'report',
    ...{ id, by: own.country, own: true, level: undefined, since: Date.parse(day), sector },
    goods: [readGoods({ names: item ?? {}, hsCodes }, sector, lexicon)],
    pointsTo: [country],
    disputed: false,
  };
}

/** Nothing of an exercise or a test, of what takes something back, and of what has expired. */
export function partOfBulletin(
  bulletin: BulletinInForce,
  { own, peers, now, lexicon }: View,
): Part | undefined {
  const { content, sent, disputedOrigin } = bulletin;
  const { id, issuer, status, type, level, sector, items, expires, evidence } = content;
  if (status !== 'actual' || type === 'cancel' || Date.parse(expires) <= now) return undefined;
  const by = [own, ...peers].find(({ node }) => node === issuer)?.country;
  const seen = evidence.flatMap(({ series }) => dimensionValues(series).toReversed());
  return {
    kind: 'bulletin',
    ...{ id, by: by ?? issuer, own: issuer === own.node, level, since: Date.parse(sent), sector },
    goods: items
      .slice(0, MOST_ITEMS)
      .map(({ name, hsCodes }) => readGoods({ names: name, hsCodes }, sector, lexicon)),
    pointsTo: by === undefined ? seen : [...seen, by],
    disputed: disputedOrigin === true,
  };
}

/** From when on signals and reports count. */
export function sinceWhen(now: EpochMs): {
  readonly raisedSince: string;
  readonly endedSince: string;
  readonly day: string;
} {
  const ago = (days: number) => `${dayAfter(dayOf(now), -days)}T00:00:00.000Z`;
  return {
    raisedSince: ago(WINDOW.raisedDays),
    endedSince: ago(WINDOW.endedDays),
    day: dayAfter(dayOf(now), -WINDOW.endedDays),
  };
}
