import { levelRank } from '../../../domain/level.ts';
import { searchable } from '../../../domain/search.ts';
import type { IndicatorOverview } from '../../api/types.ts';
import type { Locale } from '../../i18n/locale.ts';
import { chooseText } from '../../ui/localised.tsx';

/** What the address says of which indicators to show. */
export interface IndicatorFilter {
  readonly q?: string | undefined;
  readonly sector?: string | undefined;
  readonly grade?: string | undefined;
  readonly frequency?: string | undefined;
}

/** Those that match, the highest open signal first, then by name as the language sorts it. */
export function matchingIndicators(
  indicators: readonly IndicatorOverview[],
  filter: IndicatorFilter,
  locale: Locale,
): IndicatorOverview[] {
  const words = searchable(filter.q ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const isWanted = (indicator: IndicatorOverview) =>
    (['sector', 'grade', 'frequency'] as const).every(
      (name) => filter[name] === undefined || indicator[name] === filter[name],
    ) && hasWords(indicator, words);
  const order = new Intl.Collator(locale);
  const name = ({ names }: IndicatorOverview) => chooseText(names, locale).text;
  return indicators
    .filter(isWanted)
    .sort((a, b) => rank(b) - rank(a) || order.compare(name(a), name(b)) || order.compare(a.code, b.code));
}

/** In whatever language: who knows a material by its English name finds it on a Korean page. */
function hasWords({ code, names }: IndicatorOverview, words: readonly string[]): boolean {
  const text = searchable([code, ...Object.values(names)].join(' '));
  return words.every((word) => text.includes(word));
}

function rank({ openSignal }: IndicatorOverview): number {
  return openSignal === undefined ? -1 : levelRank(openSignal.level);
}
