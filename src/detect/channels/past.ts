import { Alarm, REARMED_AT } from './alarm.ts';

/** Parts of 1 that scores are kept in, and the largest that is kept. */
const PARTS = 1000;
const LARGEST = 65;

/** Good until the next one is asked for, of any past. */
export interface SortedPast {
  readonly length: number;
  at(index: number): number;
}

/**
 * The newest scores of a channel, as far as thresholds ask for them: of each step the highest threshold under which the
 * step is in alarm. It is the score itself, or as high as the alarm that stood before and that the score keeps up
 * (down to 0.7 of its threshold). So the share of time in alarm at any threshold is a share of these numbers. They are kept
 * in thousandths: a node has many series, and a threshold needs no more.
 */
export class Past {
  readonly #ring: Uint16Array;
  #next = 0;
  #size = 0;
  #newest = Number.NEGATIVE_INFINITY;

  constructor(capacity: number) {
    this.#ring = new Uint16Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  add(score: number): void {
    this.#newest = Math.max(score, Math.min(this.#newest, score / REARMED_AT));
    this.#ring[this.#next] = Math.round(Math.max(0, Math.min(LARGEST, this.#newest)) * PARTS);
    this.#next = this.#next + 1 === this.#ring.length ? 0 : this.#next + 1;
    this.#size = Math.min(this.#size + 1, this.#ring.length);
  }

  /** How high each step is in alarm, from the lowest to the highest. */
  sorted(): SortedPast {
    const sorted = room(this.#size);
    sorted.set(this.#ring.subarray(0, this.#size));
    sorted.sort();
    return { length: this.#size, at: (index) => sorted[index]! / PARTS };
  }

  /** How often an alarm with this threshold rises, with so many steps of quiet after each. */
  rises(least: number, refractory: number): number {
    const alarm = new Alarm(refractory);
    const begin = this.#size < this.#ring.length ? 0 : this.#next;
    let rises = 0;
    for (let index = 0; index < this.#size; index += 1) {
      const place = begin + index;
      const reached = this.#ring[place < this.#ring.length ? place : place - this.#ring.length]!;
      if (alarm.moved(reached >= least * PARTS)) rises += 1;
    }
    return rises;
  }
}

let shared = new Uint16Array(1024);

/** One at a time is sorted. */
function room(size: number): Uint16Array {
  if (size > shared.length) shared = new Uint16Array(2 * size);
  return shared.subarray(0, size);
}
