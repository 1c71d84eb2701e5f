import { aligned, HEADER, MAX_POINTS, readHeader, sealBlock } from './block.ts';
import { isPackable, writeValues } from './decimals.ts';
import { isPackableTime, writeTimes } from './times.ts';

const ONE = [0, 1] as const;

let scratch = new ArrayBuffer(1 << 14);

/**
 * The block with one point more, of the period after its last one and with the status A: what most new data are. It is
 * put together from its parts, without unpacking them. `undefined` where that does not do: the point is another one, or
 * does not fit how the block is packed. The bytes are good until the next call.
 */
export function appendToBlock(
  body: Uint8Array,
  ordinal: number,
  value: number,
  knownAt: number,
): Uint8Array | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const header = readHeader(view);
  const { count, earlier, values, times, earlierTimes } = header;
  if (count === MAX_POINTS || ordinal !== header.first + count) return undefined;
  if (header.hasGaps || header.hasStatuses || Number.isNaN(value)) return undefined;
  if (!isPackable(value, values) || !isPackableTime(knownAt, times)) return undefined;

  if (scratch.byteLength < 2 * body.length) scratch = new ArrayBuffer(4 * body.length);
  const bytes = new Uint8Array(scratch);
  const valuesEnd = HEADER + count * values.width;
  bytes.set(body.subarray(0, valuesEnd));
  new DataView(scratch).setUint16(6, count + 1, true);
  let place = writeValues(scratch, valuesEnd, Float64Array.of(value), ONE, values);
  bytes.fill(0, place, aligned(place));
  place = aligned(place);
  const timesEnd = header.timesAt + count * times.width;
  bytes.set(body.subarray(header.earlierValuesAt, timesEnd), place);
  place += timesEnd - header.earlierValuesAt;
  place = writeTimes(bytes, place, Float64Array.of(knownAt), ...ONE, times);
  const end = timesEnd + earlier * (earlierTimes.width + 3);
  bytes.set(body.subarray(timesEnd, end), place);
  return sealBlock(scratch, place + end - timesEnd);
}
