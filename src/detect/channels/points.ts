/** A gap of more periods counts as one of so many. */
const WIDEST = 255;

/** The last points of a series. Places are counted back from the newest one, which is 0. */
export class Points {
  readonly #values: Float64Array;
  /** Periods from the point before. */
  readonly #spans: Uint8Array;
  #size = 0;
  #newest = -1;
  #ordinal = 0;
  /** Points in a row, up to the newest, that are positive; and that follow the one before without a gap. */
  #positive = 0;
  #gapless = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
    this.#spans = new Uint8Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get arePositive(): boolean {
    return this.#positive >= this.#size;
  }

  /** `hasGaps`: a series whose periods need not follow one another, where a gap is none. */
  push(ordinal: number, value: number, hasGaps: boolean): void {
    const span = hasGaps || this.#size === 0 ? 1 : Math.min(WIDEST, ordinal - this.#ordinal);
    this.#ordinal = ordinal;
    this.#newest = this.#newest + 1 === this.#values.length ? 0 : this.#newest + 1;
    this.#values[this.#newest] = value;
    this.#spans[this.#newest] = span;
    this.#size = Math.min(this.#size + 1, this.#values.length);
    this.#positive = value > 0 ? this.#positive + 1 : 0;
    this.#gapless = span === 1 ? this.#gapless + 1 : 0;
  }

  value(back: number): number {
    return this.#values[this.#place(back)]!;
  }

  span(back: number): number {
    return this.#spans[this.#place(back)]!;
  }

  /** The place of the point so many periods before the one at `back`; undefined where there is none. */
  before(back: number, periods: number): number | undefined {
    if (this.#gapless > back + periods) return back + periods;
    let distance = 0;
    for (let place = back; place + 1 < this.#size; place += 1) {
      distance += this.span(place);
      if (distance === periods) return place + 1;
      if (distance > periods) return undefined;
    }
    return undefined;
  }

  #place(back: number): number {
    const place = this.#newest - back;
    return place < 0 ? place + this.#values.length : place;
  }
}
