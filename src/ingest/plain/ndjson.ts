import { NOT_PLAIN, STATUS_NUMBERS, WITH_VALUE } from './fields.ts';
import type { PlainContext, PlainRows } from './plain.ts';

const QUOTE = 0x22;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;

const NULL = Buffer.from('null', 'latin1');

/**
 * Plain rows of NDJSON: members in any order, each at most once, with single spaces after colon and comma or without;
 * no escapes.
 */
export class PlainNdjson implements PlainRows {
  readonly #context: PlainContext;

  constructor(context: PlainContext) {
    this.#context = context;
  }

  read(bytes: Uint8Array, start: number, end: number, line: number): number {
    const { keys, window, numbers, periods, instants } = this.#context;
    let row = start;
    for (let number = line; row < end; number += 1) {
      let at = row;
      let seen = 0;
      let key = -1;
      let value = Number.NaN;
      let status = 0;
      let knownAt = Number.NaN;
      let period = 0;
      let periodEnd = 0;
      if (bytes[at] !== OPEN) return row;
      do {
        at += 1;
        if (bytes[at] === SPACE) at += 1;
        if (bytes[at] !== QUOTE) return row;
        const member = memberAt(bytes, at + 1);
        if (member === undefined || (seen & member.bit) !== 0) return row;
        seen |= member.bit;
        at += 1 + member.name.length;
        if (bytes[at] !== COLON) return row;
        at += 1;
        if (bytes[at] === SPACE) at += 1;
        if (member === MEMBERS.value) {
          if (isAt(bytes, at, NULL)) {
            at += NULL.length;
          } else {
            value = numbers.read(bytes, at);
            if (Number.isNaN(value)) return row;
            at = numbers.end;
          }
          continue;
        }
        if (bytes[at] !== QUOTE) return row;
        const begin = at + 1;
        at = begin;
        if (member === MEMBERS.series) {
          key = keys.find(bytes, begin, QUOTE);
          at = keys.end;
          if (key < 0) key = keys.enter(bytes, begin, at);
          if (key < 0) return row;
        } else {
          for (let byte = bytes[at]!; byte >= SPACE && byte !== QUOTE; byte = bytes[at]!) at += 1;
          if (member === MEMBERS.period) {
            period = begin;
            periodEnd = at;
          } else if (member === MEMBERS.status) {
            status = at === begin + 1 ? STATUS_NUMBERS[bytes[begin]!]! : -1;
            if (status < 0) return row;
          } else {
            knownAt = instants.read(bytes, begin, at);
            if (Number.isNaN(knownAt)) return row;
          }
        }
        if (bytes[at] !== QUOTE) return row;
        at += 1;
      } while (bytes[at] === COMMA);
      if (bytes[at] !== CLOSE || key < 0) return row;
      at += 1;
      if (bytes[at] === CARRIAGE_RETURN) at += 1;
      if (bytes[at] !== LINE_FEED) return row;
      const ordinal = periods.read(bytes, period, periodEnd, keys.frequencyOf(key));
      if (ordinal === NOT_PLAIN || Number.isNaN(value) === (WITH_VALUE[status] === 1)) return row;
      row = at + 1;
      if (window.add(key, ordinal, value, status, knownAt, number)) return row;
    }
    return row;
  }
}

interface Member {
  /** With the quote that ends it. */
  readonly name: Uint8Array;
  readonly bit: number;
}

const MEMBERS = {
  series: { name: quoted('series'), bit: 1 },
  period: { name: quoted('period'), bit: 2 },
  value: { name: quoted('value'), bit: 4 },
  status: { name: quoted('status'), bit: 8 },
  knownAt: { name: quoted('knownAt'), bit: 16 },
} as const satisfies Record<string, Member>;

function quoted(name: string): Uint8Array {
  return Buffer.from(`${name}"`, 'latin1');
}

/** By the character that tells two members apart, the member whose name stands at `at`. */
function memberAt(bytes: Uint8Array, at: number): Member | undefined {
  const member = byFirst(bytes[at]!, bytes[at + 1]!);
  return member !== undefined && isAt(bytes, at, member.name) ? member : undefined;
}

function byFirst(first: number, second: number): Member | undefined {
  switch (first) {
    case 0x73: // s
      return second === 0x65 /* e */ ? MEMBERS.series : MEMBERS.status;
    case 0x70: // p
      return MEMBERS.period;
    case 0x76: // v
      return MEMBERS.value;
    case 0x6b: // k
      return MEMBERS.knownAt;
    default:
      return undefined;
  }
}

function isAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text[index]) return false;
  }
  return true;
}
