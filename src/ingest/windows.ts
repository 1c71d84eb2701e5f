import { EwsError } from '../domain/errors.ts';
import type { EpochMs } from '../domain/time.ts';
import { CsvLines } from './csv.ts';
import { type Compressed, decompress } from './decompress.ts';
import { KeyTable } from './key-table.ts';
import { LINE_FEED, type Line, LineCutter } from './lines.ts';
import { readNdjsonLine } from './ndjson.ts';
import { readRows, type Source } from './parse.ts';
import { PlainCsv } from './plain/csv.ts';
import { FREQUENCIES } from './plain/fields.ts';
import { PlainNdjson } from './plain/ndjson.ts';
import { type PlainContext, type PlainRows, plainContext } from './plain/plain.ts';
import { type Fault, isFault, type RawRecord } from './raw.ts';
import { type Measured, type RecordContext, seriesIndicator, toObservation } from './record.ts';
import { RefusedRows } from './refused-rows.ts';
import { type Window, WindowBuilder } from './window.ts';

/** What a source is read as, and checked against. Plain data: it passes to other threads. */
export interface ReadingJob
  extends Omit<Source, 'input' | 'catalogue'>,
    Pick<Compressed, 'compression' | 'maxBytes'> {
  /** Business time. */
  readonly now: EpochMs;
  readonly catalogue: readonly Measured[];
  /** In one window, as far as one reaches. */
  readonly whole: boolean;
}

/** Waits until a window of so many rows may be made. */
export type Room = (rows: number) => Promise<void>;

/** Reads a source: from bytes to windows of checked rows. */
export class SourceReader {
  readonly #job: ReadingJob;
  readonly #context: RecordContext;
  readonly #plain: PlainContext;
  readonly #window: WindowBuilder;
  readonly #refused = new RefusedRows();

  constructor(job: ReadingJob) {
    const { format, now, catalogue, whole } = job;
    this.#job = job;
    const byCode = new Map(catalogue.map((entry) => [entry.code, entry]));
    this.#context = { format, now, catalogue: byCode };
    const keys = new KeyTable((series) => frequencyNumber(seriesIndicator(series, byCode)));
    this.#window = new WindowBuilder(keys, whole);
    this.#plain = plainContext(keys, this.#window, now);
  }

  /** How many rows were read since the last window. */
  get rows(): number {
    return this.#window.rows + this.#refused.count;
  }

  /**
   * The windows, each of which is lent until `giveBack`. The last one may have no rows. Where the source cannot be
   * read on, what was read of it comes first.
   * @throws EwsError `invalid_input`: the header of a CSV file is not usable
   */
  async *windows(input: AsyncIterable<Uint8Array>, room: Room): AsyncGenerator<Window> {
    let broken: EwsError | undefined;
    try {
      for await (const _ of this.#due(input)) {
        await room(this.#window.rows);
        yield this.#window.take(this.#refused.take());
      }
    } catch (error) {
      if (!(error instanceof EwsError)) throw error;
      broken = error;
    }
    await room(this.#window.rows);
    yield this.#window.take(this.#refused.take());
    if (broken !== undefined) throw broken;
  }

  giveBack(id: number): void {
    this.#window.giveBack(id);
  }

  /** Reads on, and stops wherever a window is due. */
  async *#due(input: AsyncIterable<Uint8Array>): AsyncGenerator<void> {
    const plain = decompress({ ...this.#job, input });
    const lines = this.#lineFormat();
    if (lines === undefined) {
      const { catalogue } = this.#context;
      for await (const row of readRows({ ...this.#job, catalogue, input: plain }))
        if (this.#offer(row)) yield;
      return;
    }
    const source = new LineSource(lines, this.#window, (row) => this.#offer(row));
    for await (const chunk of plain) yield* source.take(chunk);
    yield* source.finish();
  }

  /** How lines are read, in formats of one row a line with the node's own columns. */
  #lineFormat(): LineFormat | undefined {
    if (this.#job.mapping !== undefined) return undefined;
    switch (this.#job.format) {
      case 'csv':
        return new CsvFormat(this.#job, this.#plain);
      case 'ndjson':
        return { plain: new PlainNdjson(this.#plain), read: readNdjsonLine, finish: () => undefined };
      default:
        return undefined;
    }
  }

  /** Takes a row that was read as text. Says whether a window is due. */
  #offer(row: RawRecord | Fault): boolean {
    const checked = isFault(row) ? row : toObservation(row, this.#context);
    if (isFault(checked)) {
      this.#refused.add(checked);
      return false;
    }
    return this.#window.addObservation(checked, row.line) && this.#window.isDue();
  }
}

/** -1 for a series that cannot be. */
function frequencyNumber(indicator: Measured | undefined): number {
  return indicator === undefined ? -1 : FREQUENCIES.indexOf(indicator.frequency);
}

interface LineFormat {
  /** The reader of plain rows; absent before a header was read. */
  readonly plain: PlainRows | undefined;
  /** The row of any line; nothing if it is none. */
  readonly read: (line: Line) => RawRecord | Fault | undefined;
  readonly finish: () => void;
}

class CsvFormat implements LineFormat {
  readonly #lines: CsvLines;
  readonly #delimiter: string;
  readonly #context: PlainContext;
  plain: PlainCsv | undefined;

  constructor({ name, delimiter = ',' }: ReadingJob, context: PlainContext) {
    this.#lines = new CsvLines(name, delimiter);
    this.#delimiter = delimiter;
    this.#context = context;
  }

  read(line: Line): RawRecord | Fault | undefined {
    const row = this.#lines.read(line);
    if (this.plain === undefined) this.#startPlain();
    return row;
  }

  finish(): void {
    this.#lines.requireHeader();
  }

  #startPlain(): void {
    const { columns } = this.#lines;
    if (columns !== undefined) this.plain = new PlainCsv(columns, this.#delimiter, this.#context);
  }
}

/** Cuts bytes into rows: by the format's reader of plain rows as far as that goes, else line by line. */
class LineSource {
  readonly #format: LineFormat;
  readonly #window: WindowBuilder;
  readonly #offer: (row: RawRecord | Fault) => boolean;
  readonly #cutter = new LineCutter();

  constructor(format: LineFormat, window: WindowBuilder, offer: (row: RawRecord | Fault) => boolean) {
    this.#format = format;
    this.#window = window;
    this.#offer = offer;
  }

  /** Stops wherever a window is due. */
  *take(piece: Uint8Array): Generator<void> {
    // One kind of array, so that the readers of plain rows are compiled for it alone.
    const chunk = new Uint8Array(piece.buffer, piece.byteOffset, piece.length);
    let at = 0;
    if (this.#cutter.isWithinLine) {
      const end = chunk.indexOf(LINE_FEED) + 1;
      yield* this.#cut(end === 0 ? chunk : chunk.subarray(0, end));
      if (end === 0) return;
      at = end;
    }
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    while (at < end) {
      at = this.#readPlain(chunk, at, end);
      if (this.#window.isDue()) {
        yield;
      } else if (at < end) {
        const after = chunk.indexOf(LINE_FEED, at) + 1;
        yield* this.#cut(chunk.subarray(at, after));
        at = after;
      }
    }
    yield* this.#cut(chunk.subarray(end));
  }

  *finish(): Generator<void> {
    for (const line of this.#cutter.finish()) if (this.#readLine(line)) yield;
    this.#format.finish();
  }

  #readPlain(chunk: Uint8Array, start: number, end: number): number {
    const before = this.#window.rows;
    const at = this.#format.plain?.read(chunk, start, end, this.#cutter.line + 1) ?? start;
    this.#cutter.skip(this.#window.rows - before);
    return at;
  }

  *#cut(bytes: Uint8Array): Generator<void> {
    for (const line of this.#cutter.take(bytes)) if (this.#readLine(line)) yield;
  }

  #readLine(line: Line): boolean {
    const row = this.#format.read(line);
    return row !== undefined && this.#offer(row);
  }
}
