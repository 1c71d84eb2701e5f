import type { Line } from './lines.ts';
import { MAX_LINE_BYTES } from './lines.ts';
import type { RefusalReason } from './report.ts';

export type Format = 'csv' | 'ndjson';

/** A row as it stands in its file: nothing of it is checked. An absent or empty part is `undefined`. */
export interface RawRecord {
  readonly line: number;
  readonly series: unknown;
  readonly period: unknown;
  /** A number where the format's own notation gave one. */
  readonly value: unknown;
  readonly status: unknown;
  readonly knownAt: unknown;
}

/** A row that cannot become an observation, and why. `problem` says what is wrong and what to do. */
export interface Fault {
  readonly line: number;
  readonly column?: string;
  readonly reason: RefusalReason;
  readonly problem: string;
}

export function isFault(row: object): row is Fault {
  return 'reason' in row;
}

/** The fault of a line that has no text. */
export function lineFault(line: Exclude<Line, { text: string }>): Fault {
  return line.fault === 'too_long'
    ? {
        line: line.line,
        reason: 'too_long',
        problem: `The line is longer than ${MAX_LINE_BYTES} bytes. Check that every row ends in a line break.`,
      }
    : {
        line: line.line,
        reason: 'malformed',
        problem: 'The line is not UTF-8 text. Save the file as UTF-8.',
      };
}
