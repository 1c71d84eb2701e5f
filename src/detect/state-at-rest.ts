type Numbers = Float64Array | Float32Array | Uint16Array | Uint8Array;

/** What can rest, and go on as if it had not. */
export interface Resting {
  save(to: StateWriter): void;
  restore(from: StateReader): void;
}

let room = new Uint8Array(4096);

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

const one = new Float64Array(1);
const oneSmall = new Uint16Array(1);

/** Takes numbers one after the other, into the one room there is: one state at a time is taken. */
export class StateWriter {
  length = 0;

  number(number: number): void {
    one[0] = number;
    this.numbers(one, 0, 1);
  }

  /** A whole number from 0 to 65,535. */
  small(number: number): void {
    oneSmall[0] = number;
    this.numbers(oneSmall, 0, 1);
  }

  numbers(numbers: Numbers, from: number, to: number): void {
    const bytes = bytesOf(numbers, from, to);
    if (this.length + bytes.length > room.length) {
      const before = room;
      room = new Uint8Array(2 * (this.length + bytes.length));
      room.set(before);
    }
    room.set(bytes, this.length);
    this.length += bytes.length;
  }
}

/** Gives out numbers in the order in which they were written. */
export class StateReader {
  readonly #state: ArrayBuffer;
  #at = 0;

  constructor(state: ArrayBuffer) {
    this.#state = state;
  }

  number(): number {
    this.numbers(one, 0, 1);
    return one[0]!;
  }

  small(): number {
    this.numbers(oneSmall, 0, 1);
    return oneSmall[0]!;
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
