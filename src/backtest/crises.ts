import { z } from 'zod';
import type { Day, Span } from './days.ts';
import { CountryColumn, DayColumn, listColumn, readSheet } from './sheet.ts';

const CrisisRow = z
  .object({
    id: z.string().min(1, 'It is empty.'),
    title: z.string(),
    affected: listColumn(CountryColumn).refine((countries) => countries.length > 0, 'It names no country.'),
    start: DayColumn,
    announced: DayColumn,
    peak: DayColumn,
    series: listColumn(z.string()),
  })
  .refine(({ start, peak }) => start <= peak, { path: ['peak'], message: 'The peak is before the start.' });

export interface Crisis {
  readonly id: string;
  readonly title: string;
  /** Countries that it hurt. */
  readonly affected: readonly string[];
  readonly start: Day;
  /** When the public knew. */
  readonly announced: Day;
  readonly peak: Day;
  /** The series that could have seen it come. */
  readonly series: readonly string[];
}

/** @throws EwsError `invalid_input` */
export async function readCrises(file: string): Promise<readonly Crisis[]> {
  return readSheet(file, CrisisRow, 'id');
}

/** A warning that comes earlier than so many days before the announcement is taken for chance. */
const EARLY_DAYS = 180;
/** Days before the start and after the peak that are not called calm. */
const BEFORE_START_DAYS = 180;
const AFTER_PEAK_DAYS = 90;

/** Before anybody was told. */
export function earlyWindow({ announced }: Crisis): Span {
  return { from: announced - EARLY_DAYS, until: announced };
}

/** While the crisis grew. */
export function courseWindow({ start, peak }: Crisis): Span {
  return { from: start, until: peak + 1 };
}

/** Where a first alarm is looked for. */
export function warningWindow({ announced, peak }: Crisis): Span {
  return { from: announced - EARLY_DAYS, until: Math.max(announced, peak) + 1 };
}

/** Outside of it, and of those of all other crises of a series, the series is calm. */
export function troubledWindow({ start, peak }: Crisis): Span {
  return { from: start - BEFORE_START_DAYS, until: peak + AFTER_PEAK_DAYS + 1 };
}

/** The time that is looked at: from so many days before the first crisis to as many after the last one. */
export function commonSpan(crises: readonly Crisis[], marginDays: number): Span {
  return {
    from: Math.min(...crises.map(({ start }) => start)) - marginDays,
    until: Math.max(...crises.map(({ peak }) => peak)) + marginDays + 1,
  };
}
