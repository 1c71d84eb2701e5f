import type { Column } from '../csv.ts';
import { NOT_PLAIN, STATUS_NUMBERS, WITH_VALUE } from './fields.ts';
import type { PlainContext, PlainRows } from './plain.ts';

const QUOTE = 0x22;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const SERIES = 0;
const PERIOD = 1;
const VALUE = 2;
const STATUS = 3;
const KNOWN_AT = 4;
const KINDS: Record<Column, number> = {
  series: SERIES,
  period: PERIOD,
  value: VALUE,
  status: STATUS,
  known_at: KNOWN_AT,
};

/**
 * Plain rows of long CSV: fields with or without quotes around them (and none within).
 */
export class PlainCsv implements PlainRows {
  readonly #kinds: Uint8Array;
  readonly #delimiter: number;
  readonly #context: PlainContext;

  /** @param columns in the order of the fields */
  constructor(columns: readonly Column[], delimiter: string, context: PlainContext) {
    this.#kinds = Uint8Array.from(columns, (column) => KINDS[column]);
    this.#delimiter = delimiter.charCodeAt(0);
    this.#context = context;
  }

  read(bytes: Uint8Array, start: number, end: number, line: number): number {
    const { keys, window, numbers, periods, instants } = this.#context;
    const kinds = this.#kinds;
    const delimiter = this.#delimiter;
    const last = kinds.length - 1;
    let row = start;
    for (let number = line; row < end; number += 1) {
      let at = row;
      let key = -1;
      let value = Number.NaN;
      let status = 0;
      let knownAt = Number.NaN;
      let period = 0;
      let periodEnd = 0;
      for (let field = 0; field <= last; field += 1) {
        const isQuoted = bytes[at] === QUOTE;
        if (isQuoted) at += 1;
        const terminator = isQuoted ? QUOTE : delimiter;
        const begin = at;
        const kind = kinds[field];
        if (kind === SERIES) {
          key = keys.find(bytes, at, terminator);
          at = keys.end;
          if (key < 0) key = keys.enter(bytes, begin, at);
          if (key < 0) return row;
        } else if (kind === VALUE) {
          const byte = bytes[at]!;
          if (byte >= SPACE && byte !== terminator) {
            value = numbers.read(bytes, at);
            if (Number.isNaN(value)) return row;
            at = numbers.end;
          }
        } else {
          for (let byte = bytes[at]!; byte >= SPACE && byte !== terminator; byte = bytes[at]!) at += 1;
          if (kind === PERIOD) {
            period = begin;
            periodEnd = at;
          } else if (at > begin) {
            if (kind === STATUS) {
              status = at === begin + 1 ? STATUS_NUMBERS[bytes[begin]!]! : -1;
              if (status < 0) return row;
            } else {
              knownAt = instants.read(bytes, begin, at);
              if (Number.isNaN(knownAt)) return row;
            }
          }
        }
        if (isQuoted) {
          if (bytes[at] !== QUOTE) return row;
          at += 1;
        }
        if (field === last && bytes[at] === CARRIAGE_RETURN) at += 1;
        if (bytes[at] !== (field === last ? LINE_FEED : delimiter)) return row;
        at += 1;
      }
      const ordinal = periods.read(bytes, period, periodEnd, keys.frequencyOf(key));
      if (ordinal === NOT_PLAIN || Number.isNaN(value) === (WITH_VALUE[status] === 1)) return row;
      row = at;
      if (window.add(key, ordinal, value, status, knownAt, number)) return row;
    }
    return row;
  }
}
