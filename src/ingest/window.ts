import type { ObservationBatch } from './batch.ts';
import { statusNumber } from './batch.ts';
import type { KeyTable } from './key-table.ts';
import type { NewObservation } from './port.ts';
import type { Fault } from './raw.ts';
import type { RefusalReason } from './report.ts';

/** A window holds at most so many good rows. */
export const MAX_WINDOW_ROWS = 2_000_000;
/** So many rows are worth a transaction … */
const FEW_ROWS = 65_536;
/** … if there are so many of each series: what is held of a series is written anew with every window. */
const ROWS_A_SERIES = 32;
/** Series of a window, so that keys that a file makes up do not fill the memory. */
const MAX_SERIES = 262_144;
/** Keys that are remembered from one window to the next, and what they take. */
const MAX_KEYS = 524_288;
const MAX_KEY_BYTES = 1 << 25;

const NONE = new Float64Array();

/** What was read of a source in one go: the good rows, and what is wrong with the others. */
export interface Window {
  /** What gives the memory back. */
  readonly id: number;
  /** Without `knownAt` if no row states a vintage. */
  readonly batch: Omit<ObservationBatch, 'knownAt'> & { readonly knownAt: Float64Array | undefined };
  /** By row of the batch: the line it stands on. */
  readonly lines: Uint32Array;
  readonly refused: Refused;
}

/** Rows that were refused: the first ones with what is wrong, all of them counted. */
export interface Refused {
  readonly faults: readonly Fault[];
  readonly byReason: readonly (readonly [RefusalReason, number])[];
}

/** The columns of a window, in memory that threads share. */
class Columns {
  readonly room: number;
  readonly ordinals: Int32Array;
  readonly values: Float64Array;
  readonly statuses: Uint8Array;
  readonly lines: Uint32Array;
  /** Made when it is needed: most files state no vintage. */
  #knownAt: Float64Array | undefined;

  constructor(room: number) {
    this.room = room;
    this.ordinals = new Int32Array(new SharedArrayBuffer(room * 4));
    this.values = new Float64Array(new SharedArrayBuffer(room * 8));
    this.statuses = new Uint8Array(new SharedArrayBuffer(room));
    this.lines = new Uint32Array(new SharedArrayBuffer(room * 4));
  }

  get knownAt(): Float64Array {
    this.#knownAt ??= new Float64Array(new SharedArrayBuffer(this.room * 8));
    return this.#knownAt;
  }

  copyFrom(from: Columns, rows: number, statesVintages: boolean): void {
    this.ordinals.set(from.ordinals.subarray(0, rows));
    this.values.set(from.values.subarray(0, rows));
    this.statuses.set(from.statuses.subarray(0, rows));
    this.lines.set(from.lines.subarray(0, rows));
    if (statesVintages) this.knownAt.set(from.knownAt.subarray(0, rows));
  }
}

/**
 * Collects good rows as they come and hands them over grouped by series, in the order in which they came. Its
 * memory is used again: columns that were handed over, once they are given back.
 */
export class WindowBuilder {
  readonly #keys: KeyTable;
  /** Wait for the end of the source, or for MAX_WINDOW_ROWS. */
  readonly #whole: boolean;
  #columns = new Columns(4096);
  /** By row: the place of its series among those of the window. */
  #places = new Int32Array(this.#columns.room);
  /** By key: that place; -1 if the window has nothing of it. */
  #placeOfKey = new Int32Array(1024).fill(-1);
  /** By place: the key, and how many rows it has. */
  #keyOfPlace: number[] = [];
  #rowsOfPlace = new Uint32Array(1024);
  #lastPlace = -1;
  #isGrouped = true;
  #statesVintages = false;
  #rows = 0;
  #checkAt: number;
  #lastId = 0;
  readonly #lent = new Map<number, Columns>();
  #free: Columns[] = [];

  constructor(keys: KeyTable, whole: boolean) {
    this.#keys = keys;
    this.#whole = whole;
    this.#checkAt = whole ? MAX_WINDOW_ROWS : FEW_ROWS;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Takes a row; `key` is a number of the table of keys. Says whether to ask `isDue`. */
  add(key: number, ordinal: number, value: number, status: number, knownAt: number, line: number): boolean {
    const row = this.#rows;
    if (row === this.#columns.room) this.#grow();
    const known = key < this.#placeOfKey.length ? this.#placeOfKey[key]! : -1;
    const place = known >= 0 ? known : this.#enter(key);
    if (place < this.#lastPlace) this.#isGrouped = false;
    this.#lastPlace = place;
    this.#rowsOfPlace[place]! += 1;
    this.#places[row] = place;
    const columns = this.#columns;
    columns.ordinals[row] = ordinal;
    columns.values[row] = value;
    columns.statuses[row] = status;
    columns.lines[row] = line;
    if (this.#statesVintages) columns.knownAt[row] = knownAt;
    else if (!Number.isNaN(knownAt)) this.#startVintages(row, knownAt);
    this.#rows = row + 1;
    return this.#rows >= this.#checkAt;
  }

  /** Takes a row that was read by record.ts. */
  addObservation(observation: NewObservation, line: number): boolean {
    const { series, ordinal, value = Number.NaN, status, knownAt = Number.NaN } = observation;
    const key = this.#keys.numberOf(series);
    return this.add(key, ordinal, value, statusNumber(status), knownAt, line);
  }

  /** Whether it is time to hand over. */
  isDue(): boolean {
    const [rows, series] = [this.#rows, this.#keyOfPlace.length];
    if (rows >= MAX_WINDOW_ROWS) return true;
    if (rows < this.#checkAt) return false;
    if (series >= MAX_SERIES || rows >= series * ROWS_A_SERIES) return true;
    this.#checkAt = Math.min(rows + FEW_ROWS, MAX_WINDOW_ROWS);
    return false;
  }

  /** Hands over what was collected; the memory is lent until `giveBack`. */
  take(refused: Refused): Window {
    const rows = this.#rows;
    const starts = this.#startsOfPlaces();
    const columns = this.#borrow(rows);
    if (this.#isGrouped) columns.copyFrom(this.#columns, rows, this.#statesVintages);
    else this.#sortInto(columns, starts.slice());
    const window = {
      id: this.#lastId,
      batch: {
        series: this.#keyOfPlace.map((key) => this.#keys.seriesOf(key)),
        starts,
        ordinals: columns.ordinals.subarray(0, rows),
        values: columns.values.subarray(0, rows),
        statuses: columns.statuses.subarray(0, rows),
        knownAt: this.#statesVintages ? columns.knownAt.subarray(0, rows) : undefined,
      },
      lines: columns.lines.subarray(0, rows),
      refused,
    };
    this.#begin();
    return window;
  }

  giveBack(id: number): void {
    const columns = this.#lent.get(id);
    this.#lent.delete(id);
    if (columns !== undefined) this.#free.push(columns);
  }

  #enter(key: number): number {
    if (key >= this.#placeOfKey.length) {
      const placeOfKey = new Int32Array(Math.max(key + 1, this.#placeOfKey.length * 2)).fill(-1);
      placeOfKey.set(this.#placeOfKey);
      this.#placeOfKey = placeOfKey;
    }
    const place = this.#keyOfPlace.push(key) - 1;
    if (place === this.#rowsOfPlace.length) {
      const rowsOfPlace = new Uint32Array(place * 2);
      rowsOfPlace.set(this.#rowsOfPlace);
      this.#rowsOfPlace = rowsOfPlace;
    }
    this.#placeOfKey[key] = place;
    if (place + 1 >= MAX_SERIES && !this.#whole) this.#checkAt = this.#rows + 1;
    return place;
  }

  #startVintages(row: number, knownAt: number): void {
    this.#statesVintages = true;
    this.#columns.knownAt.fill(Number.NaN, 0, row);
    this.#columns.knownAt[row] = knownAt;
  }

  #grow(): void {
    // Room that is not used takes no memory.
    const room = this.#columns.room < FEW_ROWS ? FEW_ROWS : MAX_WINDOW_ROWS;
    const columns = new Columns(room);
    columns.copyFrom(this.#columns, this.#rows, this.#statesVintages);
    const places = new Int32Array(room);
    places.set(this.#places);
    this.#columns = columns;
    this.#places = places;
  }

  #startsOfPlaces(): Uint32Array {
    const starts = new Uint32Array(this.#keyOfPlace.length + 1);
    for (let place = 0; place < this.#keyOfPlace.length; place += 1) {
      starts[place + 1] = starts[place]! + this.#rowsOfPlace[place]!;
    }
    return starts;
  }

  /** Columns for so many rows: those that were given back, if they are large enough. */
  #borrow(rows: number): Columns {
    const fitting = this.#free.find(({ room }) => room >= rows);
    this.#free = fitting === undefined ? [] : this.#free.filter((columns) => columns !== fitting);
    const columns = fitting ?? new Columns(rows);
    this.#lastId += 1;
    this.#lent.set(this.#lastId, columns);
    return columns;
  }

  /** A counting sort, which keeps the order within a series. `next` are the first rows of the places. */
  #sortInto(sorted: Columns, next: Uint32Array): void {
    const { ordinals, values, statuses, lines } = this.#columns;
    const knownAt = this.#statesVintages ? this.#columns.knownAt : undefined;
    const sortedKnownAt = knownAt === undefined ? NONE : sorted.knownAt;
    const places = this.#places;
    for (let row = 0; row < this.#rows; row += 1) {
      const to = next[places[row]!]!++;
      sorted.ordinals[to] = ordinals[row]!;
      sorted.values[to] = values[row]!;
      sorted.statuses[to] = statuses[row]!;
      if (knownAt !== undefined) sortedKnownAt[to] = knownAt[row]!;
      sorted.lines[to] = lines[row]!;
    }
  }

  #begin(): void {
    for (const key of this.#keyOfPlace) this.#placeOfKey[key] = -1;
    this.#rowsOfPlace.fill(0, 0, this.#keyOfPlace.length);
    this.#keyOfPlace = [];
    this.#lastPlace = -1;
    this.#isGrouped = true;
    this.#statesVintages = false;
    this.#rows = 0;
    this.#checkAt = this.#whole ? MAX_WINDOW_ROWS : FEW_ROWS;
    if (this.#keys.size > MAX_KEYS || this.#keys.bytes > MAX_KEY_BYTES) this.#keys.clear();
  }
}
