import type { Language } from '../../domain/language.ts';
import { LEVEL_NAMES } from '../../domain/level.ts';
import { addedBy } from '../channels/corroboration.ts';
import { thresholdsOf } from '../detectors/detector.ts';
import { formatScore } from '../wording.ts';
import { type Facts, nameIn } from './facts.ts';

/** `score 5.2, an alert here from 3.4`: the score of a channel, and from which one on the series has its level. */
export function scoreIn(language: Language, { evidence, step }: Facts): string {
  const { level } = evidence;
  const score = formatScore(step.score);
  const least = formatScore(thresholdsOf(evidence.parameters)[level] ?? 0);
  const name = LEVEL_NAMES[level][language];
  switch (language) {
    case 'en':
      return `score ${score}, where ${least} is ${name.toLowerCase()} for this series`;
    case 'ko':
      return `점수 ${score}(이 계열의 ${name} 기준 ${least})`;
    case 'ja':
      return `スコア${score}（この系列の${name}の基準${least}）`;
  }
}

/** A sentence on the related series that speak for the score; empty where there is none. */
export function relatedIn(language: Language, { evidence }: Facts): string {
  const { related = [] } = evidence;
  if (related.length === 0) return '';
  const added = formatScore(addedBy(related));
  const names = related.map((each) => {
    const name = nameIn(language, { ...evidence, names: each.names, series: each.series });
    return `${name} ${formatScore(each.score)}`;
  });
  switch (language) {
    case 'en':
      return ` Of the score ${added} comes from related series that are unusual too: ${names.join('; ')}.`;
    case 'ko':
      return ` 같은 분야의 다른 계열도 이례적이어서 점수에 ${added}만큼 더해졌습니다: ${names.join('; ')}.`;
    case 'ja':
      return `同じ分野の他の系列も異例で、スコアのうち${added}はその分です：${names.join('；')}。`;
  }
}
