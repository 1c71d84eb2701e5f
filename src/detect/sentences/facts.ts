import type { Evidence } from '../../domain/evidence.ts';
import type { Language } from '../../domain/language.ts';
import type { Details, Step } from '../detectors/detector.ts';
import { detailsOf } from '../evidence.ts';
import { formatNumber, formatPercent } from '../wording.ts';

/** A value and when it was. */
export interface Moment {
  readonly period: string;
  readonly value: number;
}

/** What a sentence speaks of. */
export interface Facts {
  readonly evidence: Evidence;
  readonly step: Step;
  /** The point that the score looks back to, and the newest one. */
  readonly from: Moment;
  readonly to: Moment;
  /** Changes that said what is usual. */
  readonly usualChanges: number;
  /** What the detector names besides, computed from the evidence when it is asked for. */
  readonly details: Details;
}

/** The sentence of a detector in each language. */
export type Sentence = Readonly<Record<Language, (facts: Facts) => string>>;

export function factsOf(evidence: Evidence, step: Step): Facts {
  const { periods, values } = evidence.window;
  const newest = periods.length - 1;
  const at = (index: number): Moment => ({ period: periods[index]!, value: values[index]! });
  const window = Number(evidence.parameters.window);
  let details: Details | undefined;
  return {
    evidence,
    step,
    get details() {
      details ??= detailsOf(evidence);
      return details;
    },
    from: at(Math.max(0, newest - step.span)),
    to: at(newest),
    usualChanges: Math.max(0, Math.min(window, newest - 1)),
  };
}

/** The series by name and key: `Urea price (UREA_PRICE/W.W)`. Its name in another language is better than none. */
export function nameIn(language: Language, { names, series }: Evidence): string {
  const name = names[language] ?? names.en ?? names.ko ?? names.ja ?? '';
  return language === 'en' ? `${name} (${series})` : `${name}(${series})`;
}

/** By how much the value moved: in percent, or as a difference where a percentage would say little. */
export function amountOf({ evidence, from, to }: Facts, language: Language): string {
  const change = to.value / from.value - 1;
  // A share of shares misleads, and where values pass through zero their ratio means nothing.
  const isRelative = evidence.kind !== 'share' && evidence.window.values.every((value) => value > 0);
  if (!isRelative || Math.abs(change) >= 10) return formatNumber(Math.abs(to.value - from.value));
  const percent = formatPercent(Math.abs(change) * 100);
  return language === 'en' ? `${percent} %` : `${percent}%`;
}

export function moveOf({ from, to }: Facts): 'up' | 'down' | 'none' {
  if (to.value === from.value) return 'none';
  return to.value > from.value ? 'up' : 'down';
}
