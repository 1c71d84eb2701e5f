import { aligned, HEADER, MAX_POINTS, readHeader, sealBlock } from './block.ts';
import { packedValue } from './decimals.ts';
import { packedTime } from './times.ts';

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
  const number = packedValue(value, values);
  const units = packedTime(knownAt, times);
  if (number === undefined || units === undefined) return undefined;

  if (scratch.byteLength < 2 * body.length) scratch = new ArrayBuffer(4 * body.length);
  const bytes = new Uint8Array(scratch);
  const target = new DataView(scratch);
  const valuesEnd = HEADER + count * values.width;
  bytes.set(body.subarray(0, valuesEnd));
  if (values.width === 8) target.setFloat64(valuesEnd, value, true);
  else if (values.width === 4) target.setInt32(valuesEnd, number, true);
  else target.setInt16(valuesEnd, number, true);
  target.setUint16(6, count + 1, true);
  let place = valuesEnd + values.width;
  bytes.fill(0, place, aligned(place));
  place = aligned(place);
  const timesEnd = header.timesAt + count * times.width;
  bytes.set(body.subarray(header.earlierValuesAt, timesEnd), place);
  place += timesEnd - header.earlierValuesAt;
  for (let rest = units, byte = 0; byte < times.width; byte++) {
    const high = Math.floor(rest / 256);
    bytes[place++] = rest - high * 256;
    rest = high;
  }
  const end = timesEnd + earlier * (earlierTimes.width + 3);
  bytes.set(body.subarray(timesEnd, end), place);
  return sealBlock(scratch, place + end - timesEnd);
}
