import { z } from 'zod';

/** Mondays to Fridays in a year; holidays differ by country and year, and are not taken off. */
const WORKING_DAYS_A_YEAR = 261;

/** The section `budget` of node.yaml: how much people can judge. */
export const BudgetSection = z.strictObject({
  /** Drafts that the agency can judge on a working day. */
  draftsPerWorkingDay: z
    .number()
    .int()
    .min(1, 'at least 1: with 0 nothing that is raised would ever be anybody’s work')
    .max(10_000)
    .default(5),
  /** Whose midnight begins a working day, as the IANA names it. Absent: that of the node's country. */
  timeZone: z.string().max(60).refine(isTimeZone, 'a time zone such as Asia/Seoul').optional(),
});
export type BudgetSection = z.infer<typeof BudgetSection>;

/** How many alarms a year are as many as people can judge. */
export function alarmsAYear({ draftsPerWorkingDay }: Pick<BudgetSection, 'draftsPerWorkingDay'>): number {
  return draftsPerWorkingDay * WORKING_DAYS_A_YEAR;
}

/** Where the governments of the agreement sit. */
const TIME_ZONES: Readonly<Record<string, string>> = {
  KR: 'Asia/Seoul',
  JP: 'Asia/Tokyo',
  US: 'America/New_York',
};

/** The time zone that an agency works in: what is stated, else that of its country's capital, else UTC. */
export function timeZoneOf({ timeZone }: Pick<BudgetSection, 'timeZone'>, country: string): string {
  return timeZone ?? TIME_ZONES[country] ?? 'UTC';
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
