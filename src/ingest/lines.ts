/** A line is at most this long, without its line break. */
export const MAX_LINE_BYTES = 64 * 1024;

/** A line with its number, from 1; or, in place of its text, why it has none. */
export type Line =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly fault: 'too_long' | 'not_utf8' };

export const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Cuts a stream of bytes into lines that end in LF or CRLF; the last one may lack its end. A byte order mark
 * is dropped. A line that is too long or not UTF-8 is reported as such, and the lines after it go on. Never
 * holds more than one line and one chunk.
 */
export async function* lines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const cutter = new LineCutter();
  // Not yield*, which takes a third longer: it awaits each line once more.
  for await (const chunk of input) for (const line of cutter.take(chunk)) yield line;
  yield* cutter.finish();
}

export class LineCutter {
  /** Parts of the line that has not ended yet; empty once it is too long. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #line = 0;

  /** The number of the last line that was cut or skipped. */
  get line(): number {
    return this.#line;
  }

  /** Whether a line has begun and not ended. */
  get isWithinLine(): boolean {
    return this.#heldBytes > 0;
  }

  /** Counts lines that somebody else has read. Only between lines. */
  skip(lines: number): void {
    this.#line += lines;
  }

  *take(chunk: Uint8Array): Generator<Line> {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#hold(chunk.subarray(start, end));
      yield this.#cut();
      start = end + 1;
    }
    const begun = chunk.subarray(start);
    // A copy (`slice` of a Buffer is none): the memory of a chunk may be used again. Of a line that is too long,
    // nothing is wanted.
    this.#hold(this.#heldBytes + begun.length > MAX_LINE_BYTES + 1 ? begun : new Uint8Array(begun));
  }

  *finish(): Generator<Line> {
    if (this.#heldBytes > 0) yield this.#cut();
  }

  #hold(part: Uint8Array): void {
    this.#heldBytes += part.length;
    // One byte more than the limit, for the CR of a CRLF.
    if (this.#heldBytes > MAX_LINE_BYTES + 1) this.#held = [];
    else if (part.length > 0) this.#held.push(part);
  }

  #cut(): Line {
    const bytes = withoutCarriageReturn(joined(this.#held));
    const length = this.#heldBytes > MAX_LINE_BYTES + 1 ? this.#heldBytes : bytes.length;
    this.#held = [];
    this.#heldBytes = 0;
    this.#line += 1;
    if (length > MAX_LINE_BYTES) return { line: this.#line, fault: 'too_long' };
    const text = decoded(bytes, this.#line === 1);
    return text === undefined ? { line: this.#line, fault: 'not_utf8' } : { line: this.#line, text };
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

function withoutCarriageReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
}

const PLAIN = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const FIRST = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

function decoded(bytes: Uint8Array, first: boolean): string | undefined {
  try {
    return (first ? FIRST : PLAIN).decode(bytes);
  } catch {
    return undefined;
  }
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}
