import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { EwsError } from '../domain/errors.ts';

export type Compression = 'gzip' | 'zstd';

const MAGIC: Readonly<Record<Compression, readonly number[]>> = {
  gzip: [0x1f, 0x8b],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
};
const OPEN: Readonly<Record<Compression, () => Gunzip | ZstdDecompress>> = {
  gzip: createGunzip,
  zstd: createZstdDecompress,
};
const MAGIC_BYTES = 4;

/** Beyond so many bytes, what comes out is no more than so many times what went in. */
const RATIO_FROM_BYTES = 64 * 1024 * 1024;
const MAX_RATIO = 200;

export interface Compressed {
  readonly input: AsyncIterable<Uint8Array>;
  /** Name of the file, for messages. */
  readonly name: string;
  /** What it was said to be, e.g. by Content-Encoding; absent: its first bytes tell. */
  readonly compression?: Compression | undefined;
  /** What comes out is no more than this. */
  readonly maxBytes?: number | undefined;
}

/**
 * The bytes of a source, decompressed if it begins as gzip (RFC 1952) or Zstandard (RFC 8878). Several members or
 * frames in a row are one source. What was read before an error has been given by then.
 * @throws EwsError `invalid_input`: not what it was said to be, broken, cut off, or followed by something else;
 *   `too_large`: more than `maxBytes`, or expanding so much that it is taken for an attack
 */
export async function* decompress(source: Compressed): AsyncGenerator<Uint8Array> {
  const { start, rest } = await splitStart(source.input);
  const found = compressionOf(start);
  if (source.compression !== undefined && source.compression !== found && start.length > 0) {
    throw broken(source.name, `it is said to be ${source.compression}, and does not begin like that`);
  }
  if (found === undefined) yield* limited(rest, source);
  else yield* limited(new Members(found, source.name).read(rest), source);
}

/** Whether a source that starts so is decompressed. */
export function isCompressed(start: Uint8Array): boolean {
  return compressionOf(start) !== undefined;
}

function compressionOf(start: Uint8Array): Compression | undefined {
  return (['gzip', 'zstd'] as const).find((name) => MAGIC[name].every((byte, at) => start[at] === byte));
}

async function* limited(
  chunks: AsyncIterable<Uint8Array>,
  { name, maxBytes = Number.POSITIVE_INFINITY }: Compressed,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new EwsError('too_large', `${name} has more than ${maxBytes} bytes once it is decompressed.`, {
        file: name,
        maxBytes,
      });
    }
    yield chunk;
  }
}

/** The members of a gzip file, or the frames of a Zstandard one. */
class Members {
  readonly #compression: Compression;
  readonly #name: string;
  #taken = 0;
  #given = 0;

  constructor(compression: Compression, name: string) {
    this.#compression = compression;
    this.#name = name;
  }

  async *read(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let member = new Member(OPEN[this.#compression]());
    try {
      for await (const chunk of input) {
        this.#taken += chunk.length;
        for (let rest = chunk; rest.length > 0; ) {
          yield* this.#counted(member.write(rest));
          rest = member.left();
          if (rest.length > 0) {
            this.#requireMember(rest);
            member = new Member(OPEN[this.#compression]());
          }
        }
      }
      yield* this.#counted(member.end());
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (error instanceof EwsError || code === undefined) throw error;
      const cut = code === 'Z_BUF_ERROR';
      throw broken(this.#name, cut ? 'it ends too early' : `it is damaged (${(error as Error).message})`);
    } finally {
      member.close();
    }
  }

  async *#counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#given += chunk.length;
      if (this.#given > RATIO_FROM_BYTES && this.#given > MAX_RATIO * this.#taken) {
        throw new EwsError(
          'too_large',
          `${this.#name} expands to more than ${MAX_RATIO} times its size within its first ${this.#taken} bytes. Decompress it yourself if it is sound.`,
          { file: this.#name, bytes: this.#taken },
        );
      }
      yield chunk;
    }
  }

  /** Frames of Zstandard may end within a chunk, which Node.js leaves to its caller. */
  #requireMember(rest: Uint8Array): void {
    const begun = rest.subarray(0, MAGIC_BYTES);
    if (this.#compression === 'zstd' && begun.every((byte, at) => MAGIC.zstd[at] === byte)) return;
    throw broken(this.#name, 'something else follows its end');
  }
}

/** One decompressor, which gives what it has before it says what went wrong. */
class Member {
  readonly #stream: Gunzip | ZstdDecompress;
  #written = 0;
  #last: Uint8Array = new Uint8Array();
  #error: Error | undefined;
  #wake = () => {};

  constructor(stream: Gunzip | ZstdDecompress) {
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#error = error;
      this.#wake();
    });
    for (const event of ['readable', 'end', 'close']) stream.on(event, () => this.#wake());
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    this.#written += chunk.length;
    this.#last = chunk;
    yield* this.#output((done) => this.#stream.write(chunk, done));
  }

  async *end(): AsyncGenerator<Uint8Array> {
    // Not the callback of end(): it comes before an error of the last bytes.
    if (!this.#stream.readableEnded) yield* this.#output((done) => this.#stream.once('end', done).end());
  }

  /** What of the last chunk lies behind the end of the member. */
  left(): Uint8Array {
    return this.#last.subarray(this.#last.length - (this.#written - this.#stream.bytesWritten));
  }

  close(): void {
    this.#stream.destroy();
  }

  async *#output(put: (done: () => void) => void): AsyncGenerator<Uint8Array> {
    let done = false;
    put(() => {
      done = true;
      this.#wake();
    });
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const chunk: Uint8Array | null = this.#stream.read();
      if (chunk !== null) yield chunk;
      else if (this.#error !== undefined) throw this.#error;
      else if (done) return;
      else await woken;
    }
  }
}

/** The first bytes, and the whole from its start on. */
async function splitStart(
  input: AsyncIterable<Uint8Array>,
): Promise<{ start: Uint8Array; rest: AsyncGenerator<Uint8Array> }> {
  const iterator = input[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array();
  while (start.length < MAGIC_BYTES) {
    const { done, value } = await iterator.next();
    if (done) break;
    start = Buffer.concat([start, value]);
  }
  async function* rest() {
    try {
      if (start.length > 0) yield start;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { start, rest: rest() };
}

function broken(name: string, problem: string): EwsError {
  return new EwsError('invalid_input', `${name} cannot be decompressed: ${problem}.`, { file: name });
}
