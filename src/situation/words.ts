import type { LocalisedText } from '../domain/indicator.ts';
import type { Language } from '../domain/language.ts';
import type { STAGE_ROLES } from '../domain/supply-map.ts';

type Role = (typeof STAGE_ROLES)[keyof typeof STAGE_ROLES];

/** What a country does with what it takes. */
export const ROLE_WORDS: Readonly<Record<Role, Readonly<Record<Language, string>>>> = {
  materials: { en: 'materials', ko: '소재', ja: '素材' },
  parts: { en: 'parts', ko: '부품', ja: '部品' },
  equipment: { en: 'equipment', ko: '장비', ja: '装置' },
  'foundational-technology': { en: 'foundational technology', ko: '기반기술', ja: '基盤技術' },
  manufacturing: { en: 'manufacturing', ko: '제조', ja: '製造' },
  supply: { en: 'supply', ko: '공급', ja: '供給' },
};

/** A name in another language is better than none. */
export function inLanguage(text: LocalisedText | undefined, language: Language): string {
  return text?.[language] ?? text?.en ?? text?.ko ?? text?.ja ?? '';
}

/** `JP` → Japan, 일본, 日本; what is no country (the id of a node) stays as it is. */
export function countryIn(code: string, language: Language): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(code) ?? code;
}

/** At most one decimal: `85 %` in English, `85%` in the other two. */
export function percentIn(share: number, language: Language): string {
  const number = Number((share * 100).toFixed(1));
  return language === 'en' ? `${number} %` : `${number}%`;
}
