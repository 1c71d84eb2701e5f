import type { LocalisedText } from '../domain/indicator.ts';
import { LANGUAGES, type Language } from '../domain/language.ts';
import { STAGE_NAMES } from '../domain/supply-map.ts';
import { DAY_MS, type EpochMs } from '../domain/time.ts';
import { countryIn, percentIn } from '../situation/words.ts';
import type { Concentration } from './concentration.ts';
import type { Weighed } from './weigh.ts';

/**
 * Why a signal stands where it does: "Grade A. South Korea: 97.6 % of its supply from China (2021-09). Stage: refining, 1
 * place downstream. 2.3 times its threshold. Waits for 3 days."
 */
export function rankSentence(reasons: Weighed, now: EpochMs): LocalisedText {
  const days = Math.max(0, Math.floor((now - reasons.raisedAt) / DAY_MS));
  return Object.fromEntries(
    LANGUAGES.map((language) => [
      language,
      partsIn(reasons, days, language).join(language === 'ja' ? '' : ' '),
    ]),
  );
}

function partsIn(
  { grade, concentrated, stage, downstream, beyond }: Weighed,
  days: number,
  language: Language,
): string[] {
  const words = WORDS[language];
  return [
    grade === undefined ? words.noGrade : words.grade(grade),
    concentrated === undefined ? words.noShare : concentrationIn(concentrated, language),
    stage === undefined ? words.noStage : words.stage(STAGE_NAMES[stage][language], downstream),
    ...(beyond === undefined ? [] : [words.beyond(Number(beyond.toFixed(2)))]),
    words.waits(days),
  ];
}

function concentrationIn(
  { share, receiver, supplier, basis, of }: Concentration,
  language: Language,
): string {
  const words = WORDS[language];
  const from = supplier === undefined ? words.largest : countryIn(supplier, language);
  const source = basis === 'map' ? words.map(of) : of;
  return words.share(percentIn(share, language), countryIn(receiver, language), from, source);
}

interface Words {
  readonly grade: (grade: string) => string;
  readonly noGrade: string;
  readonly share: (share: string, receiver: string, supplier: string, source: string) => string;
  readonly largest: string;
  readonly map: (year: string) => string;
  readonly noShare: string;
  readonly stage: (stage: string, downstream: number) => string;
  readonly noStage: string;
  readonly beyond: (times: number) => string;
  readonly waits: (days: number) => string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    grade: (grade) => `Grade ${grade}.`,
    noGrade: 'Not in the catalogue.',
    share: (share, receiver, supplier, source) =>
      `${receiver}: ${share} of its supply from ${supplier} (${source}).`,
    largest: 'its largest supplier',
    map: (year) => `supply map, ${year}`,
    noShare: 'Concentration unknown.',
    stage: (stage, downstream) =>
      `Stage: ${stage}, ${downstream} ${downstream === 1 ? 'place' : 'places'} downstream.`,
    noStage: 'Not in the supply map.',
    beyond: (times) => (times === 1 ? 'At its threshold.' : `${times} times its threshold.`),
    waits: (days) => `Waits for ${days} ${days === 1 ? 'day' : 'days'}.`,
  },
  ko: {
    grade: (grade) => `${grade}등급.`,
    noGrade: '목록에 없는 지표.',
    share: (share, receiver, supplier, source) =>
      `${receiver} 공급의 ${share}를 ${supplier}에 의존(${source}).`,
    largest: '최대 공급처',
    map: (year) => `공급망 지도, ${year}년`,
    noShare: '집중도 미상.',
    stage: (stage, downstream) => `${stage} 단계, 하류 ${downstream}곳.`,
    noStage: '공급망 지도에 없음.',
    beyond: (times) => (times === 1 ? '기준값 도달.' : `기준값의 ${times}배.`),
    waits: (days) => `대기 ${days}일.`,
  },
  ja: {
    grade: (grade) => `等級 ${grade}。`,
    noGrade: 'カタログにない指標。',
    share: (share, receiver, supplier, source) =>
      `${receiver}の供給の${share}を${supplier}に依存(${source})。`,
    largest: '最大の供給元',
    map: (year) => `供給網マップ、${year}年`,
    noShare: '集中度は不明。',
    stage: (stage, downstream) => `${stage}段階、下流 ${downstream} か所。`,
    noStage: '供給網マップにない。',
    beyond: (times) => (times === 1 ? '基準値に到達。' : `基準値の ${times} 倍。`),
    waits: (days) => `待機 ${days} 日。`,
  },
};
