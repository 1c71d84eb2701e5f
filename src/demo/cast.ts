import type { Role } from '../domain/people.ts';

/** A country of the demonstration. */
export interface Country {
  readonly code: 'KR' | 'US' | 'JP';
  readonly id: string;
  readonly name: string;
  /** Indicators whose bulletins go to one peer only. */
  readonly closelyHeld: Readonly<Record<string, string>>;
}

export const COUNTRIES: readonly Country[] = [
  {
    code: 'KR',
    id: 'kr.ews.example',
    name: 'Republic of Korea',
    closelyHeld: { KRW_USD_DAILY: 'us.ews.example' },
  },
  {
    code: 'US',
    id: 'us.ews.example',
    name: 'United States',
    closelyHeld: { SEMICONDUCTOR_OUTPUT: 'kr.ews.example' },
  },
  { code: 'JP', id: 'jp.ews.example', name: 'Japan', closelyHeld: { JPY_USD_DAILY: 'us.ews.example' } },
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
