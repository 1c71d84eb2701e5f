import { crc32 } from 'node:zlib';
import { EwsError } from '../../domain/errors.ts';
import type { Columns } from './columns.ts';
import type { Points } from './points.ts';
import { packingOf, readTimes, type TimePacking, writeTimes } from './times.ts';

/**
 * A block: the points of a series over a range of periods, with all their vintages, in columns. Little-endian:
 *
 *      0  u8   version, 1
 *      1  u8   flags: 1 the periods are not consecutive and listed, 2 some status is not A and all are listed
 *      2  u16  points
 *      4  u32  earlier vintages
 *      8  f64  base of the times of the newest vintages, in ms       16  u8 unit, u8 width
 *     18  u8 unit, u8 width of the earlier ones                       24  f64 their base
 *     20  i32  number of the first period
 *     32  f64  value of each point, NaN for none; then those of the earlier vintages
 *         times of the newest vintages; u16 each: periods after the first, if listed; u8 each: statuses, if listed
 *         of the earlier vintages: times; u16 each: position of the point; u8 each: statuses
 *         u32  CRC-32 of all before
 *
 * The newest values stand together and first: a sweep copies them and reads no more.
 */
const VERSION = 1;
const HEADER = 32;
const FLAG = { gaps: 1, statuses: 2 } as const;
/** At most: 512 points of 14 bytes fit into half a page of 16 KB. */
export const MAX_POINTS = 512;
/** Where points were revised often, a block is cut before that. */
export const MAX_VINTAGES = 4096;
/** A listed period is at most this far from the first. */
export const MAX_SPAN = 0xffff;

let scratch = new ArrayBuffer(1 << 16);

/** Packs the points `from` to `to`, the latter not included. The bytes are good until the next call. */
export function encodeBlock(points: Points, from: number, to: number): Uint8Array {
  const { latest, earlier } = points;
  const count = to - from;
  const first = latest.ordinals[from]!;
  const last = latest.ordinals[to - 1]!;
  const old = earlier.lowerBound(first);
  const oldEnd = earlier.lowerBound(last + 1);
  const oldCount = oldEnd - old;
  const hasGaps = last - first !== count - 1;
  const hasStatuses = !areNormal(latest.statuses, from, to);
  const times = packingOf(latest.knownAt, from, to);
  const oldTimes = packingOf(earlier.knownAt, old, oldEnd);

  const most = HEADER + count * 17 + oldCount * 17 + 4;
  if (scratch.byteLength < most) scratch = new ArrayBuffer(2 * most);
  const bytes = new Uint8Array(scratch);
  const view = new DataView(scratch);
  view.setUint8(0, VERSION);
  view.setUint8(1, (hasGaps ? FLAG.gaps : 0) | (hasStatuses ? FLAG.statuses : 0));
  view.setUint16(2, count, true);
  view.setUint32(4, oldCount, true);
  view.setFloat64(8, times.base, true);
  view.setUint8(16, times.unit);
  view.setUint8(17, times.width);
  view.setUint8(18, oldTimes.unit);
  view.setUint8(19, oldTimes.width);
  view.setInt32(20, first, true);
  view.setFloat64(24, oldTimes.base, true);
  const values = new Float64Array(scratch, HEADER, count + oldCount);
  values.set(latest.values.subarray(from, to));
  values.set(earlier.values.subarray(old, oldEnd), count);

  let place = HEADER + 8 * (count + oldCount);
  place = writeTimes(bytes, place, latest.knownAt, from, to, times);
  if (hasGaps) {
    for (let at = from; at < to; at++, place += 2) view.setUint16(place, latest.ordinals[at]! - first, true);
  }
  if (hasStatuses) {
    bytes.set(latest.statuses.subarray(from, to), place);
    place += count;
  }
  place = writeTimes(bytes, place, earlier.knownAt, old, oldEnd, oldTimes);
  let point = from;
  for (let at = old; at < oldEnd; at++, place += 2) {
    while (latest.ordinals[point]! < earlier.ordinals[at]!) point += 1;
    view.setUint16(place, point - from, true);
  }
  bytes.set(earlier.statuses.subarray(old, oldEnd), place);
  place += oldCount;
  view.setUint32(place, crc32(bytes.subarray(0, place)), true);
  return bytes.subarray(0, place + 4);
}

function areNormal(statuses: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (statuses[at] !== 0) return false;
  return true;
}

/** What the beginning of a block says of the rest. */
interface Header {
  readonly count: number;
  readonly earlier: number;
  readonly first: number;
  readonly hasGaps: boolean;
  readonly hasStatuses: boolean;
  readonly times: TimePacking;
  readonly earlierTimes: TimePacking;
}

/** @throws EwsError `internal`: a block of another version */
function readHeader(view: DataView): Header {
  if (view.getUint8(0) !== VERSION) {
    throw new EwsError('internal', `A block has version ${view.getUint8(0)}, not ${VERSION}.`);
  }
  const flags = view.getUint8(1);
  return {
    count: view.getUint16(2, true),
    earlier: view.getUint32(4, true),
    first: view.getInt32(20, true),
    hasGaps: (flags & FLAG.gaps) !== 0,
    hasStatuses: (flags & FLAG.statuses) !== 0,
    times: { base: view.getFloat64(8, true), unit: view.getUint8(16), width: view.getUint8(17) },
    earlierTimes: { base: view.getFloat64(24, true), unit: view.getUint8(18), width: view.getUint8(19) },
  };
}

/** Adds what a block holds to `points`, behind what is there; blocks come in the order of their periods. */
export function decodeBlock(body: Uint8Array, points: Points): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const header = readHeader(view);
  const place = decodeLatest(body, view, header, points.latest);
  decodeEarlier(body, view, header, points.earlier, place);
}

/** Adds the newest vintages of a block to `columns`, and leaves the earlier ones out. */
export function decodeNewest(body: Uint8Array, columns: Columns): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  decodeLatest(body, view, readHeader(view), columns);
}

/** Returns where the earlier vintages begin, behind their values. */
function decodeLatest(body: Uint8Array, view: DataView, header: Header, columns: Columns): number {
  const { count, first, hasGaps, hasStatuses, times } = header;
  const to = columns.count;
  columns.reserve(to + count);
  copyValues(body, HEADER, columns.values, to, count);
  let place = HEADER + 8 * (count + header.earlier);
  readTimes(body, place, columns.knownAt, to, count, times);
  place += count * times.width;
  const { ordinals, statuses } = columns;
  if (hasGaps) {
    for (let row = 0; row < count; row++) ordinals[to + row] = first + view.getUint16(place + 2 * row, true);
    place += 2 * count;
  } else for (let row = 0; row < count; row++) ordinals[to + row] = first + row;
  if (hasStatuses) {
    statuses.set(body.subarray(place, place + count), to);
    place += count;
  } else statuses.fill(0, to, to + count);
  columns.count = to + count;
  return place;
}

function decodeEarlier(
  body: Uint8Array,
  view: DataView,
  header: Header,
  columns: Columns,
  begin: number,
): void {
  const { count, earlier, earlierTimes } = header;
  if (earlier === 0) return;
  const to = columns.count;
  columns.reserve(to + earlier);
  copyValues(body, HEADER + 8 * count, columns.values, to, earlier);
  readTimes(body, begin, columns.knownAt, to, earlier, earlierTimes);
  const points = begin + earlier * earlierTimes.width;
  const gaps = HEADER + 8 * (count + earlier) + count * header.times.width;
  for (let row = 0; row < earlier; row++) {
    const point = view.getUint16(points + 2 * row, true);
    const after = header.hasGaps ? view.getUint16(gaps + 2 * point, true) : point;
    columns.ordinals[to + row] = header.first + after;
  }
  columns.statuses.set(body.subarray(points + 2 * earlier, points + 3 * earlier), to);
  columns.count = to + earlier;
}

/** By bytes: where a body lies in memory need not be a place for numbers of eight bytes. */
function copyValues(body: Uint8Array, from: number, values: Float64Array, to: number, count: number): void {
  const target = new Uint8Array(values.buffer, values.byteOffset + 8 * to, 8 * count);
  target.set(body.subarray(from, from + 8 * count));
}

/** Whether the bytes are those that were written. */
export function isIntact(body: Uint8Array): boolean {
  const end = body.byteLength - 4;
  if (end < HEADER) return false;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return view.getUint32(end, true) === crc32(body.subarray(0, end));
}
