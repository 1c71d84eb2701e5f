import type { Resting, StateReader, StateWriter } from '../state-at-rest.ts';
import { REARMED_AT } from './alarm.ts';

/** Parts of 1 that scores are kept in, and the largest that is kept. */
const PARTS = 1000;
const LARGEST = 65;

/** Good until the next score is added. */
export interface SortedPast {
  readonly length: number;
  at(index: number): number;
  /** How many are below a threshold. */
  countBelow(least: number): number;
}

/** Steps of a past in order of time. Good until those of another one are asked for. */
export class Peaks {
  #steps = new Uint16Array(256);
  #heights = new Uint16Array(256);
  #count = 0;

  /** Makes room for so many. */
  clear(most: number): void {
    this.#count = 0;
    if (most <= this.#steps.length) return;
    this.#steps = new Uint16Array(most);
    this.#heights = new Uint16Array(most);
  }

  add(step: number, height: number): void {
    this.#steps[this.#count] = step;
    this.#heights[this.#count] = height;
    this.#count += 1;
  }

  /** How often an alarm rises that has a threshold no lower than what was asked for. */
  rises(least: number, refractory: number): number {
    let rises = 0;
    let lastOn = Number.NEGATIVE_INFINITY;
    let lastRise = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < this.#count; index += 1) {
      if (this.#heights[index]! < least * PARTS) continue;
      const step = this.#steps[index]!;
      if (step > lastOn + 1 && step - lastRise > refractory) {
        rises += 1;
        lastRise = step;
      }
      lastOn = step;
    }
    return rises;
  }
}

const peaks = new Peaks();

class BySize implements SortedPast {
  readonly #of: Past;
  readonly #sorted: Uint16Array;

  constructor(of: Past, sorted: Uint16Array) {
    this.#of = of;
    this.#sorted = sorted;
  }

  get length(): number {
    return this.#of.size;
  }

  at(index: number): number {
    return this.#sorted[index]! / PARTS;
  }

  countBelow(least: number): number {
    return placeOf(this.#sorted, this.length, least * PARTS);
  }
}

/**
 * The newest scores of a channel, as far as thresholds ask for them: of each step the highest threshold under which the
 * step is in alarm. It is the score itself, or as high as the alarm that stood before and that the score keeps up
 * (down to 0.7 of its threshold). So the share of time in alarm at any threshold is a share of these numbers. They are kept
 * in thousandths: a node has many series, and a threshold needs no more.
 */
export class Past implements Resting {
  readonly #ring: Uint16Array;
  /** The same by size, from when they are first asked for until the state is another one. */
  readonly #sorted: Uint16Array;
  #isSorted = false;
  readonly #bySize: SortedPast;
  #next = 0;
  #size = 0;
  #newest = Number.NEGATIVE_INFINITY;

  constructor(capacity: number) {
    this.#ring = new Uint16Array(capacity);
    this.#sorted = new Uint16Array(capacity);
    this.#bySize = new BySize(this, this.#sorted);
  }

  get size(): number {
    return this.#size;
  }

  add(score: number): void {
    this.#newest = Math.max(score, Math.min(this.#newest, score / REARMED_AT));
    const kept = Math.round(Math.max(0, Math.min(LARGEST, this.#newest)) * PARTS);
    if (this.#isSorted) this.#putInOrder(kept);
    this.#ring[this.#next] = kept;
    this.#next = this.#next + 1 === this.#ring.length ? 0 : this.#next + 1;
    this.#size = Math.min(this.#size + 1, this.#ring.length);
  }

  clear(): void {
    this.#next = 0;
    this.#size = 0;
    this.#newest = Number.NEGATIVE_INFINITY;
    this.#isSorted = false;
  }

  save(to: StateWriter): void {
    to.small(this.#next);
    to.small(this.#size);
    to.number(this.#newest);
    to.numbers(this.#ring, 0, this.#size);
  }

  restore(from: StateReader): void {
    this.#next = from.small();
    this.#size = from.small();
    this.#newest = from.number();
    from.numbers(this.#ring, 0, this.#size);
    this.#isSorted = false;
  }

  /** How high each step is in alarm, from the lowest to the highest. */
  sorted(): SortedPast {
    const sorted = this.#sorted;
    if (!this.#isSorted) {
      sorted.set(this.#ring.subarray(0, this.#size));
      sorted.subarray(0, this.#size).sort();
      this.#isSorted = true;
    }
    return this.#bySize;
  }

  /** How often an alarm with this threshold rises, with so many steps of quiet after each. */
  rises(least: number, refractory: number): number {
    return this.peaks(least).rises(least, refractory);
  }

  /** The steps that are at least so high in alarm. */
  peaks(least: number): Peaks {
    const { length } = this.#ring;
    const begin = this.#size < length ? 0 : this.#next;
    peaks.clear(this.#size);
    for (let index = 0; index < this.#size; index += 1) {
      const place = begin + index;
      const reached = this.#ring[place < length ? place : place - length]!;
      if (reached >= least * PARTS) peaks.add(index, reached);
    }
    return peaks;
  }

  /** Puts a number into the place of the one that makes way for it, or of none. */
  #putInOrder(number: number): void {
    const sorted = this.#sorted;
    let length = this.#size;
    if (length === sorted.length) {
      length -= 1;
      const left = placeOf(sorted, length, this.#ring[this.#next]!);
      sorted.copyWithin(left, left + 1);
    }
    const place = placeOf(sorted, length, number);
    sorted.copyWithin(place + 1, place, length);
    sorted[place] = number;
  }
}

/** The first place whose number is not smaller. */
function placeOf(sorted: Uint16Array, length: number, number: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
