import type { Language } from '../domain/language.ts';
import { EN } from './words/en.ts';
import { JA } from './words/ja.ts';
import { KO } from './words/ko.ts';

/** What the page says around its figures; a text that a language lacks does not compile. */
export type Texts = typeof EN;

export const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, ko: KO, ja: JA };
