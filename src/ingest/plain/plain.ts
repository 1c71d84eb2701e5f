import type { EpochMs } from '../../domain/time.ts';
import type { KeyTable } from '../key-table.ts';
import type { WindowBuilder } from '../window.ts';
import { PlainInstant, PlainNumber, PlainPeriod } from './fields.ts';

/** Reads the rows of a format from their bytes, as long as they are plain. */
export interface PlainRows {
  /**
   * Takes rows into the window, from `start` on, where a row begins; `end` is the end of a row. Returns where it
   * stopped: at `end`, at a row that is not plain (what follows it is not looked at), or where the window has
   * to be asked whether it is due. Every row that it passed is one row of the window and one line.
   * @param line the number of the line at `start`
   */
  read(bytes: Uint8Array, start: number, end: number, line: number): number;
}

/** What all formats read plain rows with. */
export interface PlainContext {
  readonly keys: KeyTable;
  readonly window: WindowBuilder;
  readonly numbers: PlainNumber;
  readonly periods: PlainPeriod;
  readonly instants: PlainInstant;
}

/** For a source that is read at a time: periods and vintages after `now` are not plain. */
export function plainContext(keys: KeyTable, window: WindowBuilder, now: EpochMs): PlainContext {
  return {
    keys,
    window,
    numbers: new PlainNumber(),
    periods: new PlainPeriod(now),
    instants: new PlainInstant(now),
  };
}
