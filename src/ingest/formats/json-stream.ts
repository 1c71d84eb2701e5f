import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import { clip } from '../../domain/bytes.ts';

/** JSON of data is not nested deeper. */
const MAX_DEPTH = 64;
/** Bytes handed to the parser at a time: how much is read before what came of it is looked at. */
const SLICE_BYTES = 16 * 1024;

/** A value of a document that was asked for. */
export interface JsonValue {
  readonly value: unknown;
  /** Names and positions that lead to it from the root. */
  readonly path: readonly (string | number)[];
}

/** The document is broken, ends early, or goes beyond a limit: nothing after it can be read. */
export interface JsonBreak {
  readonly reason: 'malformed' | 'too_long';
  /** Position of the byte, from 0. */
  readonly byte: number;
  readonly problem: string;
}

export interface JsonForm {
  /** Which values are asked for, e.g. `$.items.*`. */
  readonly paths: readonly string[];
  /** Between two values asked for there are at most so many bytes: the most that is held in memory. */
  readonly maxValueBytes: number;
}

/**
 * Reads one JSON document (RFC 8259, UTF-8) and gives the values asked for as they come; the document is never held
 * as a whole. Ends with a JsonBreak where the document cannot be read on.
 */
export class JsonStream {
  readonly #form: JsonForm;
  readonly #tokenizer = new Tokenizer();
  readonly #parser: TokenParser;
  readonly #members = new Set<string>();
  #found: JsonValue[] = [];
  #fault: Omit<JsonBreak, 'byte'> | undefined;
  #depth = 0;
  #bytes = 0;
  #lastFound = 0;
  #before: string | undefined;

  constructor(form: JsonForm) {
    this.#form = form;
    this.#parser = new TokenParser({ paths: [...form.paths], keepStack: false });
    this.#parser.onError = (error) => this.#break('malformed', error.message);
    this.#parser.onValue = ({ value, key, stack }) => {
      this.#lastFound = this.#bytes;
      const path = [...stack.slice(1).map((element) => element.key), key].filter(
        (part) => part !== undefined,
      );
      this.#found.push({ value, path });
    };
    this.#tokenizer.onError = (error) => this.#break('malformed', error.message);
    this.#tokenizer.onToken = (token) => {
      if (this.#fault !== undefined) return;
      this.#watch(token.token, token.value);
      if (this.#fault === undefined) this.#parser.write(token);
    };
  }

  /** Names of the members of the root that have come by; of long documents the first 100. */
  get members(): ReadonlySet<string> {
    return this.#members;
  }

  async *read(input: AsyncIterable<Uint8Array>): AsyncGenerator<JsonValue | JsonBreak> {
    for await (const chunk of input) {
      for (let start = 0; start < chunk.length; start += SLICE_BYTES) {
        const broken = this.#take(chunk.subarray(start, start + SLICE_BYTES));
        for (const found of this.#given()) yield found;
        if (broken === undefined) continue;
        yield broken;
        return;
      }
    }
    const broken = this.#end();
    yield* this.#given();
    if (broken !== undefined) yield broken;
  }

  #take(slice: Uint8Array): JsonBreak | undefined {
    this.#bytes += slice.length;
    if (this.#parser.isEnded) {
      // White space may follow.
      const rest = slice.findIndex((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
      if (rest !== -1) this.#break('malformed', 'something follows the end of the document');
    } else {
      this.#tokenizer.write(slice);
      const held = this.#bytes - this.#lastFound;
      if (held > this.#form.maxValueBytes + SLICE_BYTES) {
        const problem = `a value or what lies between two of them is longer than ${this.#form.maxValueBytes} bytes`;
        this.#break('too_long', problem);
      }
    }
    return this.#broken();
  }

  #end(): JsonBreak | undefined {
    if (!this.#tokenizer.isEnded) this.#tokenizer.end();
    if (!this.#parser.isEnded)
      this.#break('malformed', 'the document ends before its last bracket is closed');
    return this.#broken();
  }

  #given(): JsonValue[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #watch(token: TokenType, value: unknown): void {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) this.#depth += 1;
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#depth -= 1;
    if (this.#depth > MAX_DEPTH) this.#break('too_long', `it is nested deeper than ${MAX_DEPTH}`);
    if (this.#depth === 1 && token === TokenType.COLON && this.#before !== undefined) {
      if (this.#members.size < 100) this.#members.add(this.#before);
    }
    this.#before = token === TokenType.STRING ? String(value) : undefined;
  }

  /** The first fault counts; a library's message may show what it found. */
  #break(reason: JsonBreak['reason'], problem: string): void {
    this.#fault ??= { reason, problem: clip(problem, 200) };
  }

  #broken(): JsonBreak | undefined {
    return this.#fault && { ...this.#fault, byte: this.#bytes };
  }
}

export function isBreak(found: JsonValue | JsonBreak): found is JsonBreak {
  return 'reason' in found;
}

/** The first byte that is no white space, and the input from its start on. */
export async function peekByte(
  input: AsyncIterable<Uint8Array>,
): Promise<{ first: number | undefined; rest: AsyncGenerator<Uint8Array> }> {
  const iterator = input[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let first: number | undefined;
  for (let bytes = 0; first === undefined && bytes < SLICE_BYTES; ) {
    const { done, value } = await iterator.next();
    if (done) break;
    held.push(new Uint8Array(value));
    bytes += value.length;
    // A byte order mark is passed over as well.
    first = value.find((byte) => ![0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].includes(byte));
  }
  async function* rest() {
    try {
      yield* held;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { first, rest: rest() };
}
