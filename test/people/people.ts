import { createPeople } from '../../src/people/accounts.ts';
import type { People } from '../../src/people/people.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';

export const PASSWORD = 'correct horse battery';
export const SETUP = { name: 'setup', role: 'node', subject: 'setup' } as const;

/** Accounts on a store in memory, under a clock that stands until it is moved. */
export interface TestPeople {
  readonly people: People;
  readonly stores: Stores;
  readonly wall: { time: number; now(): number };
  /** What was told as events: `signedIn kim`. */
  readonly told: string[];
}

export async function openPeople(): Promise<TestPeople> {
  const stores = await openStoresInline(':memory:');
  const wall = { time: Date.parse('2021-10-11T00:00:00Z'), now: () => wall.time };
  const told: string[] = [];
  let subjects = 0;
  const people = createPeople({
    store: stores.people,
    wall,
    randomSubject() {
      subjects += 1;
      return String(subjects).padStart(22, 'S');
    },
    events: {
      signedIn: ({ name }) => told.push(`signedIn ${name}`),
      signInFailed: ({ name, address }) => told.push(`signInFailed ${name} ${address}`),
      accountChanged: ({ name, change }) => told.push(`accountChanged ${name} ${change}`),
    },
  });
  return { people, stores, wall, told };
}
