import type { LocalisedText } from '../domain/indicator.ts';
import type { Role } from '../domain/people.ts';

/** A country of the demonstration. */
export interface Country {
  readonly code: 'KR' | 'US' | 'JP';
  readonly id: string;
  readonly names: LocalisedText & { readonly en: string };
  /** Indicators whose bulletins go to one peer only. */
  readonly closelyHeld: Readonly<Record<string, string>>;
}

export const COUNTRIES: readonly Country[] = [
  {
    code: 'KR',
    id: 'kr.ews.example',
    names: { en: 'Republic of Korea', ko: '대한민국', ja: '大韓民国' },
    closelyHeld: { KRW_USD_DAILY: 'us.ews.example' },
  },
  {
    code: 'US',
    id: 'us.ews.example',
    names: { en: 'United States', ko: '미국', ja: '米国' },
    closelyHeld: { SEMICONDUCTOR_OUTPUT: 'kr.ews.example' },
  },
  {
    code: 'JP',
    id: 'jp.ews.example',
    names: { en: 'Japan', ko: '일본', ja: '日本' },
    closelyHeld: { JPY_USD_DAILY: 'us.ews.example' },
  },
];

/** The people of each node. Their passwords are made anew for each demonstration. */
export const PEOPLE = {
  analyst: 'analyst',
  'approver-1': 'approver',
  'approver-2': 'approver',
  operator: 'operator',
} as const satisfies Record<string, Role>;

export type Person = keyof typeof PEOPLE;

/** Name of the first administrator, made with the node. */
export const ADMINISTRATOR = 'admin';
