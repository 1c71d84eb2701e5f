import type { Evidence } from '../domain/evidence.ts';
import { LANGUAGES, type Language } from '../domain/language.ts';
import type { Step } from './detectors/detector.ts';
import { alertSentence } from './sentences/alert.ts';
import { cautionSentence } from './sentences/caution.ts';
import { concentrationSentence } from './sentences/concentration.ts';
import { cusumSentence } from './sentences/cusum.ts';
import { divergenceSentence } from './sentences/divergence.ts';
import { ewmaSentence } from './sentences/ewma.ts';
import { factsOf, type Sentence } from './sentences/facts.ts';
import { importDropSentence } from './sentences/import-drop.ts';
import { levelChangeSentence } from './sentences/level-change.ts';
import { noveltySentence } from './sentences/novelty.ts';
import { overdueSentence } from './sentences/overdue.ts';
import { pageHinkleySentence } from './sentences/page-hinkley.ts';
import { seasonalZSentence } from './sentences/seasonal-z.ts';
import { supplierChangeSentence } from './sentences/supplier-change.ts';
import { thresholdSentence } from './sentences/threshold.ts';
import { volatilitySentence } from './sentences/volatility.ts';

const SENTENCES: ReadonlyMap<string, Sentence> = new Map([
  ['alert', alertSentence],
  ['caution', cautionSentence],
  ['seasonal-z', seasonalZSentence],
  ['cusum', cusumSentence],
  ['ewma', ewmaSentence],
  ['page-hinkley', pageHinkleySentence],
  ['novelty', noveltySentence],
  ['import-drop', importDropSentence],
  ['divergence', divergenceSentence],
  ['supplier-change', supplierChangeSentence],
  ['threshold', thresholdSentence],
  ['volatility', volatilitySentence],
  ['level-change', levelChangeSentence],
  ['concentration', concentrationSentence],
  ['overdue', overdueSentence],
]);

/**
 * Says in a sentence, in each language, what a detector saw: the numbers with their units and dates, and how
 * unusual they are.
 */
export function explain(evidence: Evidence, step: Step): Record<Language, string> {
  const sentence = SENTENCES.get(evidence.detector);
  if (sentence === undefined) throw new RangeError(`No sentence for the detector ${evidence.detector}.`);
  const facts = factsOf(evidence, step);
  const [en, ko, ja] = LANGUAGES.map((language) => sentence[language](facts));
  return { en: en!, ko: ko!, ja: ja! };
}
