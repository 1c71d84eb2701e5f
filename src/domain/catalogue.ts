import { derivationOrder, derivedDimensions, dimensionOver, inputsOf } from './derivation.ts';
import type { Derivation, Indicator } from './indicator.ts';
import { LEVELS } from './level.ts';

/** Something in a catalogue that each entry by itself does not show. */
export interface CatalogueFinding {
  readonly code: string;
  /** Of the entry: `['derived', 'of']`. */
  readonly path: readonly (string | number)[];
  /** A warning does not keep the catalogue from being used. */
  readonly severity: 'error' | 'warning';
  /** What is wrong, and what to do. */
  readonly message: string;
}

type Found = Omit<CatalogueFinding, 'code'>;

/** What is to be said of the entries of a catalogue, each of which fits the schema by itself; each code once. */
export function catalogueFindings(indicators: readonly Indicator[]): CatalogueFinding[] {
  const byCode = new Map(indicators.map((indicator) => [indicator.code, indicator]));
  const computable = new Set(derivationOrder(indicators).map(({ code }) => code));
  return indicators.flatMap((indicator) => {
    const { derived, code } = indicator;
    const found = [...nameFindings(indicator), ...hsFindings(indicator), ...thresholdFindings(indicator)];
    if (derived !== undefined) found.push(...derivedFindings(indicator, derived, byCode));
    if (derived !== undefined && !computable.has(code)) found.push(circle(indicator, byCode));
    return found.map((each) => ({ code, ...each }));
  });
}

function nameFindings({ names }: Indicator): Found[] {
  const missing = (['ko', 'en', 'ja'] as const).filter((language) => names[language] === undefined);
  return missing.map((language) => ({
    path: ['names', language],
    severity: 'warning',
    message: `has no name in ${language}: readers of that language see another; add one`,
  }));
}

/** Chapters, headings and subheadings are international; 8 to 10 digits are national. */
const HS_LENGTHS: ReadonlySet<number> = new Set([2, 4, 6, 8, 9, 10]);

function hsFindings({ hsCodes }: Indicator): Found[] {
  return hsCodes.flatMap((hs, index) =>
    HS_LENGTHS.has(hs.length)
      ? []
      : [
          {
            path: ['hsCodes', index],
            severity: 'error' as const,
            message: `an HS code has 2, 4 or 6 digits, a national one 8, 9 or 10, not ${hs.length}: ${hs}`,
          },
        ],
  );
}

function thresholdFindings({ threshold, harmful }: Indicator): Found[] {
  if (threshold === undefined) return [];
  const error = (message: string): Found[] => [{ path: ['threshold'], severity: 'error', message }];
  const stated = LEVELS.map((level) => threshold[level]).filter((value) => value !== undefined);
  if (stated.length === 0) return error('states no level: give attention, caution, alert or serious');
  if (harmful === 'both') return error('needs a side: make harmful up or down');
  const sign = harmful === 'up' ? 1 : -1;
  if (stated.every((value, index) => index === 0 || sign * stated[index - 1]! < sign * value)) return [];
  return error(`the values of higher levels have to ${harmful === 'up' ? 'rise' : 'fall'}`);
}

function derivedFindings(
  indicator: Indicator,
  derived: Derivation,
  byCode: ReadonlyMap<string, Indicator>,
): Found[] {
  const found: Found[] = [];
  const error = (path: Found['path'], message: string) => found.push({ path, severity: 'error', message });
  const { frequency } = indicator;
  for (const [index, code] of inputsOf(derived).entries()) {
    const path = pathOfInput(derived, index);
    const input = byCode.get(code);
    if (input === undefined) {
      error(path, `the catalogue has no indicator ${code}; add it, or correct the code`);
      continue;
    }
    if (input.frequency !== frequency)
      error(path, `${code} is of frequency ${input.frequency}, this one of ${frequency}: make them alike`);
    const over = dimensionOver(derived);
    if (over !== undefined && !input.dimensions.includes(over))
      error(['derived', 'over'], `${code} has no dimension ${over}, but ${input.dimensions.join(', ')}`);
    const expected = derivedDimensions(derived, input.dimensions).join(', ');
    if (expected === '') error(['derived', 'over'], `nothing is left of the dimensions of ${code}`);
    else if (indicator.dimensions.join(', ') !== expected)
      error(['dimensions'], `as it is derived from ${code}, they have to be: ${expected}`);
  }
  if ((derived.kind === 'year-on-year' || derived.kind === 'divergence') && frequency === 'D')
    error(['derived', 'kind'], 'days have no same day a year before; use a frequency of A, Q, M or W');
  if (indicator.overdueAfterDays !== undefined)
    found.push({
      path: ['overdueAfterDays'],
      severity: 'warning',
      message: 'a derived indicator is as late as its inputs, which are judged instead; leave it out',
    });
  return found;
}

function pathOfInput(derived: Derivation, index: number): Found['path'] {
  if ('by' in derived) return ['derived', index === 0 ? 'of' : 'by'];
  return Array.isArray(derived.of) ? ['derived', 'of', index] : ['derived', 'of'];
}

function circle({ code, derived }: Indicator, byCode: ReadonlyMap<string, Indicator>): Found {
  const reached = new Set(derived === undefined ? [] : inputsOf(derived));
  for (const each of reached) {
    const further = byCode.get(each)?.derived;
    if (further !== undefined) for (const input of inputsOf(further)) reached.add(input);
  }
  const message = reached.has(code)
    ? `${code} is derived from itself, over ${[...reached].join(', ')}; break the circle`
    : `${code} is derived from indicators that are derived from themselves; break their circle`;
  return { path: ['derived'], severity: 'error', message };
}
