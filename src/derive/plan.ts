import { canonicalJson } from '../domain/canonical.ts';
import { derivationOrder, dimensionOver, inputsOf } from '../domain/derivation.ts';
import type { Derivation, Indicator } from '../domain/indicator.ts';
import type { SeriesKey } from '../domain/series.ts';

/** A derived indicator that is kept up to date. */
export interface Derived {
  readonly indicator: Indicator;
  readonly derivation: Derivation;
  /** Greater than that of each of its inputs, which are 0 if they are not derived. */
  readonly rank: number;
  readonly inputs: readonly string[];
  /** Place of the dimension that it goes over, among those of its input. */
  readonly over: number | undefined;
}

/** Which derived indicators there are, and what each input leads to. */
export interface Plan {
  /** In the order in which they are computed. */
  readonly derived: readonly Derived[];
  readonly ofInput: ReadonlyMap<string, readonly Derived[]>;
}

export function planOf(indicators: readonly Indicator[]): Plan {
  const byCode = new Map(indicators.map((indicator) => [indicator.code, indicator]));
  const ranks = new Map<string, number>();
  const derived = derivationOrder(indicators).flatMap((indicator): Derived[] => {
    const derivation = indicator.derived as Derivation;
    const inputs = inputsOf(derivation);
    const rank = 1 + Math.max(...inputs.map((code) => ranks.get(code) ?? 0));
    ranks.set(indicator.code, rank);
    const first = byCode.get(inputs[0] ?? '');
    if (first === undefined) return [];
    const dimension = dimensionOver(derivation);
    const over = dimension === undefined ? undefined : first.dimensions.indexOf(dimension);
    return over === -1 ? [] : [{ indicator, derivation, rank, inputs, over }];
  });
  const ofInput = new Map<string, Derived[]>();
  for (const each of derived) {
    for (const input of new Set(each.inputs)) {
      const known = ofInput.get(input) ?? [];
      known.push(each);
      ofInput.set(input, known);
    }
  }
  return { derived, ofInput };
}

/** What the values of a derived indicator depend on besides its inputs' values. */
export function definitionOf({ indicator, derivation }: Derived): string {
  return canonicalJson([derivation, indicator.dimensions]);
}

/** Values of a dimension that are sums of the others. */
const TOTALS: ReadonlySet<string> = new Set(['W', '_T']);

/**
 * The group that a series of an input belongs to, by the values of its dimensions, without the one that is gone
 * over; undefined for a total of that one.
 */
export function groupOf({ over }: Pick<Derived, 'over'>, values: readonly string[]): string | undefined {
  if (over === undefined) return values.join('.');
  return TOTALS.has(values[over] ?? '') ? undefined : values.toSpliced(over, 1).join('.');
}

/** The series that comes of a group, or for a share of one of its inputs. */
export function outputOf({ indicator, derivation }: Derived, group: string, input: SeriesKey): SeriesKey {
  const values = derivation.kind === 'share' ? input.slice(input.indexOf('/') + 1) : group;
  return `${indicator.code}/${values}`;
}
