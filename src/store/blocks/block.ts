import { crc32 } from 'node:zlib';
import { EwsError } from '../../domain/errors.ts';
import type { Columns } from './columns.ts';
import { packingOfValues, readValues, type ValuePacking, writeValues } from './decimals.ts';
import type { Points } from './points.ts';
import { packingOf, readTimes, type TimePacking, writeTimes } from './times.ts';

/**
 * A block: the points of a series over a range of periods, with all their vintages, in columns. Little-endian:
 *
 *      0  u32  CRC-32 of all that follows
 *      4  u8   version, 1
 *      5  u8   flags: 1 the periods are not consecutive and listed, 2 some status is not A and all are listed
 *      6  u16  points
 *      8  u32  earlier vintages
 *     12  i32  number of the first period
 *     16  u8 width, u8 scale of the values; u8 unit, u8 width of the times of the newest vintages; the same two of the
 *              times of the earlier ones; u16 0
 *     24  f64  base of the times of the newest vintages, in ms; f64 that of the earlier ones
 *     40  value of each point; then, at a multiple of eight, those of the earlier vintages
 *         times of the newest vintages; u16 each: periods after the first, if listed; u8 each: statuses, if listed
 *         of the earlier vintages: times; u16 each: position of the point; u8 each: statuses
 *         zeros up to a multiple of 128
 *
 * The newest values stand together and first: a sweep copies them and reads little more. The zeros let a block take some
 * points more without changing its length, which a database can write in its place.
 */
const VERSION = 1;
export const HEADER = 40;
const CRC_BYTES = 4;
const ROOM = 128;
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
  const values = packingOfValues(latest, [from, to], earlier, [old, oldEnd]);
  const times = packingOf(latest.knownAt, from, to);
  const oldTimes = packingOf(earlier.knownAt, old, oldEnd);

  const most = HEADER + count * 17 + oldCount * 17 + ROOM + 8;
  if (scratch.byteLength < most) scratch = new ArrayBuffer(2 * most);
  const bytes = new Uint8Array(scratch);
  const view = new DataView(scratch);
  view.setUint8(4, VERSION);
  view.setUint8(5, (hasGaps ? FLAG.gaps : 0) | (hasStatuses ? FLAG.statuses : 0));
  view.setUint16(6, count, true);
  view.setUint32(8, oldCount, true);
  view.setInt32(12, first, true);
  view.setUint8(16, values.width);
  view.setUint8(17, values.scale);
  view.setUint8(18, times.unit);
  view.setUint8(19, times.width);
  view.setUint8(20, oldTimes.unit);
  view.setUint8(21, oldTimes.width);
  view.setUint16(22, 0, true);
  view.setFloat64(24, times.base, true);
  view.setFloat64(32, oldTimes.base, true);
  let place = writeValues(scratch, HEADER, latest.values, [from, to], values);
  bytes.fill(0, place, aligned(place));
  place = writeValues(scratch, aligned(place), earlier.values, [old, oldEnd], values);

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
  return sealBlock(scratch, place);
}

/** Ends a block whose parts take up to `place`: with its room, and its checksum. */
export function sealBlock(block: ArrayBuffer, place: number): Uint8Array {
  const bytes = new Uint8Array(block);
  const end = Math.ceil(place / ROOM) * ROOM;
  bytes.fill(0, place, end);
  new DataView(block).setUint32(0, crc32(bytes.subarray(CRC_BYTES, end)), true);
  return bytes.subarray(0, end);
}

/** The next multiple of eight. */
export function aligned(place: number): number {
  return (place + 7) & ~7;
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
  readonly values: ValuePacking;
  readonly times: TimePacking;
  readonly earlierTimes: TimePacking;
  /** Where the values of the earlier vintages begin, and where the times of the newest ones do. */
  readonly earlierValuesAt: number;
  readonly timesAt: number;
}

/** @throws EwsError `internal`: a block of another version */
export function readHeader(view: DataView): Header {
  const version = view.getUint8(4);
  if (version !== VERSION) throw new EwsError('internal', `A block has version ${version}, not ${VERSION}.`);
  const flags = view.getUint8(5);
  const [count, earlier] = [view.getUint16(6, true), view.getUint32(8, true)];
  const width = view.getUint8(16) as ValuePacking['width'];
  const earlierValuesAt = aligned(HEADER + width * count);
  return {
    count,
    earlier,
    first: view.getInt32(12, true),
    hasGaps: (flags & FLAG.gaps) !== 0,
    hasStatuses: (flags & FLAG.statuses) !== 0,
    values: { width, scale: view.getUint8(17) },
    times: { base: view.getFloat64(24, true), unit: view.getUint8(18), width: view.getUint8(19) },
    earlierTimes: { base: view.getFloat64(32, true), unit: view.getUint8(20), width: view.getUint8(21) },
    earlierValuesAt,
    timesAt: earlierValuesAt + width * earlier,
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
  readValues(body, HEADER, columns.values, to, count, header.values);
  let place = header.timesAt;
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
  readValues(body, header.earlierValuesAt, columns.values, to, earlier, header.values);
  readTimes(body, begin, columns.knownAt, to, earlier, earlierTimes);
  const points = begin + earlier * earlierTimes.width;
  const gaps = header.timesAt + count * header.times.width;
  for (let row = 0; row < earlier; row++) {
    const point = view.getUint16(points + 2 * row, true);
    const after = header.hasGaps ? view.getUint16(gaps + 2 * point, true) : point;
    columns.ordinals[to + row] = header.first + after;
  }
  columns.statuses.set(body.subarray(points + 2 * earlier, points + 3 * earlier), to);
  columns.count = to + earlier;
}

/** Whether the bytes are those that were written. */
export function isIntact(body: Uint8Array): boolean {
  if (body.byteLength < HEADER) return false;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return view.getUint32(0, true) === crc32(body.subarray(CRC_BYTES));
}
