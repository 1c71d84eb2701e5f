import type { Resting, StateReader, StateWriter } from '../state-at-rest.ts';

/** A gap of more periods counts as one of so many. */
const WIDEST = 255;

/**
 * The last points of a series, and the changes to them. Places are counted back from the newest one, which is 0. They
 * stand side by side, in twice the room, so that nothing has to be reckoned round a ring.
 */
export class Points implements Resting {
  readonly #capacity: number;
  readonly #values: Float64Array;
  /** Periods from the point before. */
  readonly #spans: Uint8Array;
  readonly #changes: Float64Array;
  readonly #hasGaps: boolean;
  #end = 0;
  #size = 0;
  #ordinal = 0;
  /** Points in a row, up to the newest, that are positive; and that follow the one before without a gap. */
  #positive = 0;
  #gapless = 0;
  #isLogarithmic = true;
  /** On the scale of the changes. */
  #newest = 0;

  /** `hasGaps`: a series whose periods need not follow one another, where a gap is none. */
  constructor(capacity: number, hasGaps: boolean) {
    this.#capacity = capacity;
    this.#hasGaps = hasGaps;
    this.#values = new Float64Array(2 * capacity);
    this.#changes = new Float64Array(2 * capacity);
    this.#spans = new Uint8Array(2 * capacity);
  }

  clear(): void {
    this.#end = 0;
    this.#size = 0;
    this.#ordinal = 0;
    this.#positive = 0;
    this.#gapless = 0;
    this.#isLogarithmic = true;
  }

  get size(): number {
    return this.#size;
  }

  get arePositive(): boolean {
    return this.#positive >= this.#size;
  }

  /** Whether changes are those of logarithms, not plain. */
  get isLogarithmic(): boolean {
    return this.#isLogarithmic;
  }

  push(ordinal: number, value: number): void {
    if (this.#end === this.#values.length) this.#moveToFront();
    const isFirst = this.#size === 0;
    const span = this.#hasGaps || isFirst ? 1 : Math.min(WIDEST, ordinal - this.#ordinal);
    const before = this.#newest;
    this.#newest = this.#isLogarithmic ? Math.log(value) : value;
    this.#ordinal = ordinal;
    this.#values[this.#end] = value;
    this.#spans[this.#end] = span;
    this.#changes[this.#end] = isFirst ? 0 : changeOver(span, this.#newest - before);
    this.#end += 1;
    if (this.#size < this.#capacity) this.#size += 1;
    this.#positive = value > 0 ? this.#positive + 1 : 0;
    this.#gapless = span === 1 ? this.#gapless + 1 : 0;
  }

  /** Has all changes on this scale, also those that are there. */
  rescale(isLogarithmic: boolean): void {
    this.#isLogarithmic = isLogarithmic;
    let before = Number.NaN;
    for (let place = this.#end - this.#size; place < this.#end; place += 1) {
      this.#newest = isLogarithmic ? Math.log(this.#values[place]!) : this.#values[place]!;
      this.#changes[place] = changeOver(this.#spans[place]!, this.#newest - before);
      before = this.#newest;
    }
  }

  /** Spans only where there is a gap: most series have none. */
  save(to: StateWriter): void {
    const [begin, end] = [this.#end - this.#size, this.#end];
    to.small(this.#size);
    to.number(this.#ordinal);
    to.small(this.#gapless < this.#size ? 1 : 0);
    to.numbers(this.#values, begin, end);
    if (this.#gapless < this.#size) to.numbers(this.#spans, begin, end);
  }

  /** Without the changes, of which it does not know on which scale they are. */
  restore(from: StateReader): void {
    this.clear();
    const size = from.small();
    this.#size = size;
    this.#ordinal = from.number();
    const hasSpans = from.small() === 1;
    from.numbers(this.#values, 0, size);
    if (hasSpans) from.numbers(this.#spans, 0, size);
    else this.#spans.fill(1, 0, size);
    for (; this.#end < size; this.#end += 1) {
      this.#positive = this.#values[this.#end]! > 0 ? this.#positive + 1 : 0;
      this.#gapless = this.#spans[this.#end] === 1 ? this.#gapless + 1 : 0;
    }
  }

  value(back: number): number {
    return this.#values[this.#end - 1 - back]!;
  }

  span(back: number): number {
    return this.#spans[this.#end - 1 - back]!;
  }

  /** The change to a point from the one before it; over several periods it is as wide as that of a random walk. */
  change(back: number): number {
    return this.#changes[this.#end - 1 - back]!;
  }

  /** The place of the point so many periods before the one at `back`; infinite where there is none. */
  before(back: number, periods: number): number {
    if (this.#gapless > back + periods) return back + periods;
    let distance = 0;
    for (let place = back; place + 1 < this.#size; place += 1) {
      distance += this.span(place);
      if (distance === periods) return place + 1;
      if (distance > periods) break;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Makes room behind the newest; the oldest makes way. */
  #moveToFront(): void {
    const from = this.#end - this.#capacity + 1;
    for (const numbers of [this.#values, this.#changes, this.#spans]) numbers.copyWithin(0, from);
    this.#end = this.#capacity - 1;
  }
}

function changeOver(span: number, difference: number): number {
  return span === 1 ? difference : difference / Math.sqrt(span);
}
