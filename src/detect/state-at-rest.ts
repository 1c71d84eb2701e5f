type Numbers = Float64Array | Float32Array | Uint16Array | Uint8Array;

/** What can rest, and go on as if it had not. */
export interface Resting {
  save(to: StateWriter): void;
  restore(from: StateReader): void;
}

/** Numbers are written in the order of bytes that this machine has, since no other one reads them. */
const IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

let room = new Uint8Array(4096);
let view = new DataView(room.buffer);

/**
 * The state of a stream as bytes: its numbers one after the other. A node watches many series and works on one at a
 * time, so what a series keeps is a few bytes for each number, and the objects that work on them are shared.
 */
export function stateOf(resting: Pick<Resting, 'save'>): ArrayBuffer {
  const writer = new StateWriter();
  resting.save(writer);
  return room.buffer.slice(0, writer.length);
}

/** Has it go on from a state that was taken of one like it in this process. */
export function restoreState(resting: Pick<Resting, 'restore'>, state: ArrayBuffer): void {
  resting.restore(new StateReader(state));
}

/** Takes numbers one after the other, into the one room there is: one state at a time is taken. */
export class StateWriter {
  length = 0;

  number(number: number): void {
    const at = this.#roomFor(8);
    view.setFloat64(at, number, IS_LITTLE);
  }

  /** A whole number from 0 to 65,535. */
  small(number: number): void {
    const at = this.#roomFor(2);
    view.setUint16(at, number, IS_LITTLE);
  }

  numbers(numbers: Numbers, from: number, to: number): void {
    const bytes = bytesOf(numbers, from, to);
    const at = this.#roomFor(bytes.length);
    room.set(bytes, at);
  }

  #roomFor(bytes: number): number {
    const at = this.length;
    this.length += bytes;
    if (this.length <= room.length) return at;
    const before = room;
    room = new Uint8Array(2 * this.length);
    room.set(before);
    view = new DataView(room.buffer);
    return at;
  }
}

/** Gives out numbers in the order in which they were written. */
export class StateReader {
  readonly #state: ArrayBuffer;
  readonly #view: DataView;
  #at = 0;

  constructor(state: ArrayBuffer) {
    this.#state = state;
    this.#view = new DataView(state);
  }

  number(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, IS_LITTLE);
  }

  small(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2, IS_LITTLE);
  }

  /** Puts so many into this array. */
  numbers(into: Numbers, from: number, to: number): void {
    const bytes = bytesOf(into, from, to);
    bytes.set(new Uint8Array(this.#state, this.#at, bytes.length));
    this.#at += bytes.length;
  }
}

function bytesOf(numbers: Numbers, from: number, to: number): Uint8Array {
  const size = numbers.BYTES_PER_ELEMENT;
  return new Uint8Array(numbers.buffer, numbers.byteOffset + from * size, (to - from) * size);
}
