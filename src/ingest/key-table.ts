import type { SeriesKey } from '../domain/series.ts';

/** A key that collides more often than this is not found here: chosen keys must not make the search long. */
const MAX_PROBES = 64;

const ENCODER = new TextEncoder();
const LATIN1 = new TextDecoder('latin1');
/** See SeriesKey. */
const MAX_LENGTH = 200;

/** Below a space stand the control characters, with all that ends a line. */
const SPACE = 0x20;

/**
 * Series keys by their bytes: tells the number of a key without making a text of it. Open addressing, FNV-1a.
 * Holds keys that were checked, each with the number of its frequency.
 */
export class KeyTable {
  /** Number of the key + 1; 0 is free. */
  #slots = new Int32Array(1 << 11);
  #mask = this.#slots.length - 1;
  /** The bytes of all keys, one after the other; those of key n are `#starts[n]` to `#starts[n + 1]`. */
  #bytes = new Uint8Array(1 << 15);
  #starts = new Int32Array((1 << 10) + 1);
  #frequencies = new Uint8Array(1 << 10);
  #series: SeriesKey[] = [];
  /** The key that was found last, and its bytes; without any, there are none. */
  #last = -1;
  #lastStart = 0;
  #lastEnd = 0;
  /** The keys that collide too often. */
  #others = new Map<SeriesKey, number>();

  readonly #frequency: (series: string) => number;

  /** @param frequency tells the number of the frequency of a series, -1 if there can be no such series */
  constructor(frequency: (series: string) => number) {
    this.#frequency = frequency;
  }

  /** Where the last search ended: at its terminator, or at what no key contains. */
  end = 0;

  get size(): number {
    return this.#series.length;
  }

  /** How many bytes the keys take. */
  get bytes(): number {
    return this.#starts[this.size]!;
  }

  seriesOf(key: number): SeriesKey {
    return this.#series[key]!;
  }

  frequencyOf(key: number): number {
    return this.#frequencies[key]!;
  }

  /**
   * The number of the key that stands at `start` and reaches up to `terminator`; -1 if it is not held.
   * A control character must follow somewhere.
   */
  find(bytes: Uint8Array, start: number, terminator: number): number {
    return this.#isLast(bytes, start, terminator) ? this.#last : this.#search(bytes, start, terminator);
  }

  /** Whether it is the key that was found last: in most files, rows of one series follow each other. */
  #isLast(bytes: Uint8Array, start: number, terminator: number): boolean {
    const keys = this.#bytes;
    let at = start;
    for (let own = this.#lastStart; own < this.#lastEnd; own += 1, at += 1) {
      if (keys[own] !== bytes[at]) return false;
    }
    this.end = at;
    return at > start && bytes[at] === terminator;
  }

  #search(bytes: Uint8Array, start: number, terminator: number): number {
    let hash = 0x811c9dc5;
    let end = start;
    for (let byte = bytes[end]!; byte >= SPACE && byte !== terminator; byte = bytes[end]!) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      end += 1;
    }
    this.end = end;
    let slot = spread(hash) & this.#mask;
    for (let probes = 0; probes < MAX_PROBES; probes += 1) {
      const key = this.#slots[slot]! - 1;
      if (key < 0) return -1;
      if (this.#isAt(key, bytes, start, end)) {
        this.#last = key;
        this.#lastStart = this.#starts[key]!;
        this.#lastEnd = this.#starts[key + 1]!;
        return key;
      }
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }

  /** The number of a key that stands from `start` to `end`; it is added if it can be, else -1. */
  enter(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > MAX_LENGTH) return -1;
    return this.#enter(LATIN1.decode(bytes.subarray(start, end)), bytes.subarray(start, end));
  }

  /** The number of a key that can be. */
  numberOf(series: SeriesKey): number {
    const text = ENCODER.encode(`${series}\n`);
    const found = this.find(text, 0, SPACE);
    return found >= 0 ? found : this.#enter(series, text.subarray(0, -1));
  }

  /** Forgets all keys; their numbers are given anew. */
  clear(): void {
    this.#slots.fill(0);
    this.#series = [];
    this.#others.clear();
    this.#lastEnd = this.#lastStart;
  }

  #enter(series: SeriesKey, text: Uint8Array): number {
    const other = this.#others.get(series);
    if (other !== undefined) return other;
    const frequency = this.#frequency(series);
    return frequency < 0 ? -1 : this.#add(series, text, frequency);
  }

  #add(series: SeriesKey, text: Uint8Array, frequency: number): number {
    const key = this.size;
    if (key === this.#frequencies.length) this.#grow();
    const start = this.#starts[key]!;
    const end = start + text.length;
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(this.#bytes.length * 2));
    this.#bytes.set(text, start);
    this.#starts[key + 1] = end;
    this.#frequencies[key] = frequency;
    this.#series.push(series);
    if (!this.#place(key)) this.#others.set(series, key);
    return key;
  }

  #place(key: number): boolean {
    let slot = spread(hashOf(this.#bytes, this.#starts[key]!, this.#starts[key + 1]!)) & this.#mask;
    for (let probes = 0; probes < MAX_PROBES; probes += 1) {
      if (this.#slots[slot] === 0) {
        this.#slots[slot] = key + 1;
        return true;
      }
      slot = (slot + 1) & this.#mask;
    }
    return false;
  }

  /** Twice the room, at most half of the slots in use. */
  #grow(): void {
    const room = this.#frequencies.length * 2;
    this.#frequencies = grown(this.#frequencies, new Uint8Array(room));
    this.#starts = grown(this.#starts, new Int32Array(room + 1));
    this.#slots = new Int32Array(room * 2);
    this.#mask = this.#slots.length - 1;
    this.#others.clear();
    for (const [key, series] of this.#series.entries()) {
      if (!this.#place(key)) this.#others.set(series, key);
    }
  }

  #isAt(key: number, bytes: Uint8Array, start: number, end: number): boolean {
    let own = this.#starts[key]!;
    if (this.#starts[key + 1]! - own !== end - start) return false;
    for (let at = start; at < end; at += 1, own += 1) {
      if (this.#bytes[own] !== bytes[at]) return false;
    }
    return true;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

function grown<A extends Uint8Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
