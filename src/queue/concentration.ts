import type { Indicator } from '../domain/indicator.ts';
import { dimensionValues, indicatorOfSeries, type SeriesKey, type SeriesPoint } from '../domain/series.ts';
import type { SupplyEdge, SupplyMap } from '../domain/supply-map.ts';

/** How much of the supply of an item comes from one country. */
export interface Concentration {
  /** From 0 to 1. */
  readonly share: number;
  /** Whose supply it is. */
  readonly receiver: string;
  /** Absent: whoever is the largest. */
  readonly supplier?: string;
  /** Measured by a series of this node, or a figure of the supply map. */
  readonly basis: 'series' | 'map';
  /** The series, and the period or year that the figure is of. */
  readonly series?: SeriesKey;
  readonly of: string;
}

/** The series that say it: of the country of concern, or of whoever has the largest share. */
export function shareSeries(
  { code, derived, dimensions }: Indicator,
  own: string,
  concern: readonly string[],
): SeriesKey[] {
  const key = (values: Readonly<Record<string, string>>) => {
    const parts = dimensions.map((dimension) => values[dimension]);
    return parts.every((part) => part !== undefined) ? [`${code}/${parts.join('.')}`] : [];
  };
  if (derived?.kind === 'largest-share') return key({ reporter: own });
  if (derived?.kind !== 'share') return [];
  return concern.flatMap((country) => key({ reporter: own, [derived.over]: country }));
}

/** The newest value of such a series, which is in per cent. */
export function measuredShare(
  { derived, dimensions }: Indicator,
  series: SeriesKey,
  { value, period }: SeriesPoint,
): Concentration {
  const values = dimensionValues(series);
  const at = (dimension: string) => values[dimensions.indexOf(dimension)];
  const supplier = derived?.kind === 'share' ? at(derived.over) : undefined;
  return {
    share: Math.min(1, Math.max(0, value / 100)),
    receiver: at('reporter') ?? indicatorOfSeries(series),
    ...(supplier === undefined ? {} : { supplier }),
    ...{ basis: 'series', series, of: period },
  };
}

/** The largest share that a place of the country takes from one other; where it takes none itself, that of any country. */
export function mappedShare(
  { edges }: SupplyMap,
  items: readonly string[],
  own: string,
): Concentration | undefined {
  const abroad = edges.filter(({ from, to }) => items.includes(from.item) && from.country !== to.country);
  const ours = abroad.filter(({ to }) => to.country === own);
  return highest((ours.length > 0 ? ours : abroad).map(ofEdge));
}

function ofEdge({ from, to, share, source }: SupplyEdge): Concentration {
  return { share, receiver: to.country, supplier: from.country, basis: 'map', of: String(source.year) };
}

/** Of several alike the first. */
export function highest(all: readonly Concentration[]): Concentration | undefined {
  return all.reduce<Concentration | undefined>(
    (best, each) => (best === undefined || each.share > best.share ? each : best),
    undefined,
  );
}
