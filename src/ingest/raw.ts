import type { DataFormat } from '../domain/mapping.ts';
import type { Line } from './lines.ts';
import { MAX_LINE_BYTES } from './lines.ts';
import type { RefusalReason } from './report.ts';

export type Format = DataFormat;

/** The parts of a row that a file may name otherwise. */
export type RecordPart = 'series' | 'period' | 'value' | 'status' | 'knownAt';

/** A row as it stands in its file: nothing of it is checked. An absent or empty part is `undefined`. */
export interface RawRecord {
  /** In formats that have no lines: the number of the item, from 1. */
  readonly line: number;
  /** Where the row stands in a format that has no lines, in place of `line 3`: `item 3`, `/data/dataSets/0/…`. */
  readonly place?: string;
  /** How the file calls these parts, where that is not the format's own name for them. */
  readonly columns?: Readonly<Partial<Record<RecordPart, string>>>;
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
  /** As in RawRecord. */
  readonly place?: string;
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
