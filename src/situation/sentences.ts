import type { LocalisedText } from '../domain/indicator.ts';
import { LANGUAGES, type Language } from '../domain/language.ts';
import { LEVEL_NAMES, type Level } from '../domain/level.ts';
import type { SupplyMap } from '../domain/supply-map.ts';
import type { Effect } from './effects.ts';
import { countryIn, inLanguage, percentIn, ROLE_WORDS } from './words.ts';

/** A warning of a peer, and whom it reaches. */
export interface Reach {
  /** The peer's country, the level of its bulletin, and the bulletin. */
  readonly from: string;
  readonly warned: Level;
  readonly bulletin: string;
  /** What it warns of. */
  readonly names: LocalisedText | undefined;
  readonly own: string;
  readonly level: Level;
  /** What reaches the own country hardest. */
  readonly effect: Effect;
  readonly items: SupplyMap['items'];
}

/** What a draft says, in all languages. */
export interface ReachTexts {
  readonly headline: LocalisedText;
  readonly text: LocalisedText;
  readonly impact: LocalisedText;
}

/**
 * For example: "Japan warns of Photoresist (alert, jp.ews.example/2021-10-11/00000001). Exposed: South Korea, manufacturing
 * (DRAM), in 30 to 90 days, through up to 85 % of its imports of Photoresist (Korea International Trade Association, 2021).
 * Its own series show nothing of it yet."
 */
export function reachTexts(reach: Reach): ReachTexts {
  const all = (say: (words: Words, language: Language) => string): LocalisedText =>
    Object.fromEntries(LANGUAGES.map((language) => [language, say(wordsOf(reach, language), language)]));
  return {
    headline: all((words, language) => HEADLINES[language](words)),
    text: all((words, language) => TEXTS[language](words)),
    impact: all((words, language) => IMPACTS[language](words)),
  };
}

type Words = ReturnType<typeof wordsOf>;

const HEADLINES: Readonly<Record<Language, (words: Words) => string>> = {
  en: ({ level, item, own, from }) => `${level}: ${item}, ${own} exposed after a warning by ${from}`,
  ko: ({ level, item, own, from }) => `[${level}] ${item}: ${from} 경보, ${own} 공급 영향 가능`,
  ja: ({ level, item, own, from }) => `【${level}】${item}: ${from}の警報、${own}の供給に影響のおそれ`,
};

const TEXTS: Readonly<Record<Language, (words: Words) => string>> = {
  en: (words) =>
    `${words.from} warns of ${words.item} (${words.warned.toLowerCase()}, ${words.bulletin}). ${IMPACTS.en(words)} ` +
    'Its own series show nothing of it yet.',
  ko: (words) =>
    `${words.from} 경보: ${words.item} '${words.warned}'(${words.bulletin}). ${IMPACTS.ko(words)} ` +
    '자국 지표에는 아직 나타나지 않았습니다.',
  ja: (words) =>
    `${words.from}の警報: ${words.item}「${words.warned}」(${words.bulletin})。${IMPACTS.ja(words)}` +
    '自国の指標にはまだ現れていません。',
};

const IMPACTS: Readonly<Record<Language, (words: Words) => string>> = {
  en: ({ own, role, made, days, share, taken, isImports, isCapacity, source }) =>
    `Exposed: ${own}, ${role} (${made}), in ${days.from} to ${days.to} days, through up to ${share} of its ` +
    `${isImports ? 'imports' : 'supply'} of ${taken} (${source.publisher}, ${source.year}).` +
    (isCapacity ? ' It bears on what is built or renewed, not on present output.' : ''),
  ko: ({ own, role, made, days, share, taken, isImports, isCapacity, source }) =>
    `${own} ${role}(${made}): ${days.from}~${days.to}일 뒤 ${taken} ${isImports ? '수입' : '공급'}의 최대 ${share}가 ` +
    `영향을 받을 수 있습니다(${source.publisher}, ${source.year}년).` +
    (isCapacity ? ' 현재 생산이 아니라 증설과 교체에 관한 것입니다.' : ''),
  ja: ({ own, role, made, days, share, taken, isImports, isCapacity, source }) =>
    `${own}の${role}(${made})は、${days.from}～${days.to}日後に${taken}の${isImports ? '輸入' : '供給'}の最大${share}に` +
    `影響を受けるおそれがあります(${source.publisher}、${source.year}年)。` +
    (isCapacity ? '現在の生産ではなく、増設と更新に関するものです。' : ''),
};

function wordsOf(reach: Reach, language: Language) {
  const { effect, items, names } = reach;
  const steps = effect.paths[0]?.steps ?? [];
  const last = steps.at(-1);
  const nameOf = (item: string | undefined) =>
    item === undefined ? '' : inLanguage(items[item]?.names, language) || item;
  return {
    from: countryIn(reach.from, language),
    own: countryIn(reach.own, language),
    level: LEVEL_NAMES[reach.level][language],
    warned: LEVEL_NAMES[reach.warned][language],
    bulletin: reach.bulletin,
    item: inLanguage(names, language) || nameOf(steps[0]?.from.item),
    role: ROLE_WORDS[effect.role][language],
    made: nameOf(effect.place.item),
    taken: nameOf(last?.from.item),
    days: effect.days,
    share: percentIn(effect.share, language),
    // Along several steps the share is one of what arrives, not of what is bought abroad.
    isImports: steps.length === 1 && last?.shareOf === 'imports',
    isCapacity: effect.bearsOn === 'capacity',
    source: last?.source ?? { publisher: '', year: 0 },
  };
}
