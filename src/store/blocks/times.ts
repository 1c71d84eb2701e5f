/** Publications come at whole days, minutes or seconds more often than not: milliseconds are kept where they matter. */
const UNITS_MS = [86_400_000, 60_000, 1000, 1] as const;

/**
 * How a column of times is packed: each as a whole number of units after `base`, in `width` bytes, little-endian.
 * No byte at all where all times are the same.
 */
export interface TimePacking {
  readonly base: number;
  /** Position in the list of units: days, minutes, seconds, milliseconds. */
  readonly unit: number;
  readonly width: number;
}

/** The narrowest packing of the times `from` to `to` of a column; the latter is not included. */
export function packingOf(times: Float64Array, from: number, to: number): TimePacking {
  if (from === to) return { base: 0, unit: 0, width: 0 };
  let [base, last] = [times[from]!, times[from]!];
  for (let at = from + 1; at < to; at++) {
    const time = times[at]!;
    if (time < base) base = time;
    else if (time > last) last = time;
  }
  if (base === last) return { base, unit: 0, width: 0 };
  const unit = UNITS_MS.findIndex((length) => areMultiples(times, from, to, base, length));
  let width = 1;
  for (let rest = (last - base) / UNITS_MS[unit]!; rest >= 256; rest /= 256) width += 1;
  return { base, unit, width };
}

/** Whether a time comes out of the packing as it is. */
export function isPackableTime(time: number, { base, unit, width }: TimePacking): boolean {
  const units = (time - base) / UNITS_MS[unit]!;
  return units >= 0 && units === Math.floor(units) && units < 256 ** width;
}

function areMultiples(times: Float64Array, from: number, to: number, base: number, length: number): boolean {
  for (let at = from; at < to; at++) {
    const units = (times[at]! - base) / length;
    if (units !== Math.floor(units)) return false;
  }
  return true;
}

/** Returns the place after the column. */
export function writeTimes(
  bytes: Uint8Array,
  place: number,
  times: Float64Array,
  from: number,
  to: number,
  { base, unit, width }: TimePacking,
): number {
  if (width === 0) return place;
  const length = UNITS_MS[unit]!;
  let next = place;
  for (let at = from; at < to; at++) {
    let units = (times[at]! - base) / length;
    for (let byte = 0; byte < width; byte++) {
      const high = Math.floor(units / 256);
      bytes[next++] = units - high * 256;
      units = high;
    }
  }
  return next;
}

/** Reads `count` times into a column from `to` on. */
export function readTimes(
  bytes: Uint8Array,
  place: number,
  times: Float64Array,
  to: number,
  count: number,
  { base, unit, width }: TimePacking,
): void {
  if (width === 0) {
    times.fill(base, to, to + count);
    return;
  }
  const length = UNITS_MS[unit]!;
  for (let row = 0; row < count; row++) {
    let units = 0;
    for (let byte = width - 1; byte >= 0; byte--) units = units * 256 + bytes[place + row * width + byte]!;
    times[to + row] = base + units * length;
  }
}
