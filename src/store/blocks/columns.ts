export interface ColumnsCopy {
  readonly ordinals: Int32Array;
  readonly values: Float64Array;
  readonly statuses: Uint8Array;
  readonly knownAt: Float64Array;
}

const FIRST_CAPACITY = 64;

/** Vintages in columns that grow: one row is a period, a value (NaN for none), a status and the time of the vintage. */
export class Columns {
  count = 0;
  ordinals = new Int32Array(FIRST_CAPACITY);
  values = new Float64Array(FIRST_CAPACITY);
  statuses = new Uint8Array(FIRST_CAPACITY);
  knownAt = new Float64Array(FIRST_CAPACITY);

  /** Makes room for this many rows in all. */
  reserve(rows: number): void {
    if (rows <= this.values.length) return;
    const capacity = Math.max(rows, 2 * this.values.length);
    this.ordinals = grown(this.ordinals, new Int32Array(capacity));
    this.values = grown(this.values, new Float64Array(capacity));
    this.statuses = grown(this.statuses, new Uint8Array(capacity));
    this.knownAt = grown(this.knownAt, new Float64Array(capacity));
  }

  set(at: number, ordinal: number, value: number, status: number, knownAt: number): void {
    this.ordinals[at] = ordinal;
    this.values[at] = value;
    this.statuses[at] = status;
    this.knownAt[at] = knownAt;
  }

  insert(at: number, ordinal: number, value: number, status: number, knownAt: number): void {
    this.reserve(this.count + 1);
    if (at < this.count) this.#move(at, at + 1);
    this.set(at, ordinal, value, status, knownAt);
    this.count += 1;
  }

  remove(at: number): void {
    this.#move(at + 1, at);
    this.count -= 1;
  }

  /** The rows `from` to `to`, the latter not included, in memory of their own. */
  copy(from = 0, to = this.count): ColumnsCopy {
    return {
      ordinals: this.ordinals.slice(from, to),
      values: this.values.slice(from, to),
      statuses: this.statuses.slice(from, to),
      knownAt: this.knownAt.slice(from, to),
    };
  }

  isSame(at: number, value: number, status: number): boolean {
    const held = this.values[at]!;
    // biome-ignore lint/suspicious/noSelfCompare: NaN stands for no value on both sides
    return this.statuses[at] === status && (held === value || (held !== held && value !== value));
  }

  /** The first row whose period is not before `ordinal`. */
  lowerBound(ordinal: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ordinals[middle]! < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #move(from: number, to: number): void {
    for (const column of [this.ordinals, this.values, this.statuses, this.knownAt]) {
      column.copyWithin(to, from, this.count);
    }
  }
}

function grown<T extends Int32Array | Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
