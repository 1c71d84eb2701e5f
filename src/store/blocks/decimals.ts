import type { Columns } from './columns.ts';

/**
 * How a column of values is packed: as whole numbers of `10 ** -scale` in `width` bytes, or, with a width of 8, as they
 * are. What is published has few digits more often than not; nothing is packed that would not come out bit for bit.
 */
export interface ValuePacking {
  readonly scale: number;
  readonly width: 2 | 4 | 8;
}

const MAX_SCALE = 6;
const POWERS = Array.from({ length: MAX_SCALE + 1 }, (_, scale) => 10 ** scale);
const AS_THEY_ARE: ValuePacking = { scale: 0, width: 8 };

/** No value: the least number of the width. */
const ABSENT = { 2: -0x8000, 4: -0x80000000 } as const;

/** The narrowest packing of the rows of two columns, `from` to `to` of each. */
export function packingOfValues(
  a: Columns,
  [aFrom, aTo]: readonly [number, number],
  b: Columns,
  [bFrom, bTo]: readonly [number, number],
): ValuePacking {
  const scale = scaleOf(b.values, bFrom, bTo, scaleOf(a.values, aFrom, aTo, 0));
  if (scale > MAX_SCALE) return AS_THEY_ARE;
  const greatest =
    Math.max(magnitude(a.values, aFrom, aTo), magnitude(b.values, bFrom, bTo)) * POWERS[scale]!;
  if (greatest < 0x7fff) return { scale, width: 2 };
  return greatest < 0x7fffffff ? { scale, width: 4 } : AS_THEY_ARE;
}

/** The digits behind the point that all values need, and at least `scale`; more than MAX_SCALE: they cannot be packed. */
function scaleOf(values: Float64Array, from: number, to: number, least: number): number {
  let scale = least;
  for (let at = from; at < to && scale <= MAX_SCALE; at++) {
    const value = values[at]!;
    if (Number.isNaN(value)) continue;
    if (Object.is(value, -0)) return MAX_SCALE + 1;
    while (scale <= MAX_SCALE && Math.round(value * POWERS[scale]!) / POWERS[scale]! !== value) scale += 1;
  }
  return scale;
}

function magnitude(values: Float64Array, from: number, to: number): number {
  let greatest = 0;
  for (let at = from; at < to; at++) {
    const value = Math.abs(values[at]!);
    if (value > greatest) greatest = value;
  }
  return greatest;
}

/** Writes the values `from` to `to` to a place that is a multiple of the width; returns the place after them. */
export function writeValues(
  target: ArrayBuffer,
  place: number,
  values: Float64Array,
  [from, to]: readonly [number, number],
  { scale, width }: ValuePacking,
): number {
  const count = to - from;
  if (width === 8) new Float64Array(target, place, count).set(values.subarray(from, to));
  else {
    const numbers = width === 4 ? new Int32Array(target, place, count) : new Int16Array(target, place, count);
    const power = POWERS[scale]!;
    for (let row = 0; row < count; row++) {
      const value = values[from + row]!;
      numbers[row] = Number.isNaN(value) ? ABSENT[width] : Math.round(value * power);
    }
  }
  return place + count * width;
}

/** Whether a value comes out of the packing as it is. */
export function isPackable(value: number, { scale, width }: ValuePacking): boolean {
  if (width === 8) return true;
  const number = Math.round(value * POWERS[scale]!);
  return Math.abs(number) < -ABSENT[width] - 1 && Object.is(number / POWERS[scale]!, value);
}

let scratch = new ArrayBuffer(1 << 14);

/** Reads `count` values into a column from `to` on. */
export function readValues(
  bytes: Uint8Array,
  place: number,
  values: Float64Array,
  to: number,
  count: number,
  { scale, width }: ValuePacking,
): void {
  const packed = bytes.subarray(place, place + count * width);
  // By bytes: where a body lies in memory need not be a place for numbers of several bytes.
  if (width === 8) {
    new Uint8Array(values.buffer, values.byteOffset + 8 * to, 8 * count).set(packed);
    return;
  }
  if (scratch.byteLength < packed.length) scratch = new ArrayBuffer(2 * packed.length);
  new Uint8Array(scratch).set(packed);
  const power = POWERS[scale]!;
  if (width === 4) {
    const numbers = new Int32Array(scratch, 0, count);
    for (let row = 0; row < count; row++) {
      const number = numbers[row]!;
      values[to + row] = number === ABSENT[4] ? Number.NaN : number / power;
    }
  } else {
    const numbers = new Int16Array(scratch, 0, count);
    for (let row = 0; row < count; row++) {
      const number = numbers[row]!;
      values[to + row] = number === ABSENT[2] ? Number.NaN : number / power;
    }
  }
}
