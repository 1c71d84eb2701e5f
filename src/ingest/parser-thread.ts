import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { fileChunks } from './file-chunks.ts';
import { type FromParser, failureOf, type ToParser } from './parser-messages.ts';
import { MAX_WINDOW_ROWS } from './window.ts';
import { type ReadingJob, SourceReader } from './windows.ts';

/** How often the thread tells how far it is, in bytes. */
const PROGRESS_BYTES = 1 << 22;

const port = parentPort!;
const send = (message: FromParser) => port.postMessage(message);

/** Something that is waited for: each `signal` wakes whoever waits. */
class Wake {
  #waiting = Promise.withResolvers<void>();

  signal(): void {
    this.#waiting.resolve();
    this.#waiting = Promise.withResolvers<void>();
  }

  wait(): Promise<void> {
    return this.#waiting.promise;
  }
}

/** The chunks that were sent, as a stream. */
class Chunks {
  readonly #held: Uint8Array<ArrayBuffer>[] = [];
  readonly #wake = new Wake();
  #ended = false;

  push(bytes: Uint8Array<ArrayBuffer>): void {
    this.#held.push(bytes);
    this.#wake.signal();
  }

  end(): void {
    this.#ended = true;
    this.#wake.signal();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.#held.shift();
      if (chunk !== undefined) {
        yield chunk;
        const memory = chunk.buffer;
        port.postMessage({ kind: 'taken', memory } satisfies FromParser, [memory]);
      } else if (this.#ended) return;
      else await this.#wake.wait();
    }
  }
}

/** Windows that were sent and are not dealt with yet: together they hold no more rows than the largest one. */
class Lent {
  readonly #wake = new Wake();
  #windows = 0;
  #rows = 0;

  async room(rows: number): Promise<void> {
    while (this.#windows > 1 || (this.#windows > 0 && this.#rows + rows > MAX_WINDOW_ROWS)) {
      await this.#wake.wait();
    }
  }

  add(rows: number): void {
    this.#windows += 1;
    this.#rows += rows;
  }

  settle(rows: number): void {
    this.#windows -= 1;
    this.#rows -= rows;
    this.#wake.signal();
  }
}

/** One source that is being read. */
class Reading {
  readonly #reader: SourceReader;
  readonly #chunks = new Chunks();
  readonly #lent = new Lent();
  #bytes = 0;
  #rows = 0;

  constructor(job: ReadingJob) {
    this.#reader = new SourceReader(job);
  }

  async run(descriptor: number | undefined): Promise<void> {
    const input = descriptor === undefined ? this.#chunks : fileChunks(descriptor);
    for await (const window of this.#reader.windows(this.#counted(input), (rows) => this.#lent.room(rows))) {
      const rows = window.lines.length;
      this.#rows += rows + window.refused.byReason.reduce((sum, [, count]) => sum + count, 0);
      this.#lent.add(rows);
      send({ kind: 'window', window });
    }
    this.#tell();
  }

  handle(message: Exclude<ToParser, { kind: 'read' }>): void {
    switch (message.kind) {
      case 'chunk':
        this.#chunks.push(message.bytes);
        return;
      case 'ended':
        this.#chunks.end();
        return;
      case 'settled':
        this.#reader.giveBack(message.id);
        this.#lent.settle(message.rows);
    }
  }

  async *#counted(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let told = 0;
    for await (const chunk of input) {
      this.#bytes += chunk.length;
      yield chunk;
      if (this.#bytes - told < PROGRESS_BYTES) continue;
      told = this.#bytes;
      this.#tell();
    }
  }

  #tell(): void {
    send({ kind: 'progress', bytes: this.#bytes, rows: this.#rows + this.#reader.rows });
  }
}

// People who read go before an import. (Elsewhere this would be the priority of the whole process.)
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

/** The thread that reads sources: one after the other, each to its end. */
let reading: Reading | undefined;

port.on('message', (message: ToParser) => {
  if (message.kind === 'read') read(message.job, message.descriptor);
  else reading?.handle(message);
});

function read(job: ReadingJob, descriptor: number | undefined): void {
  reading = new Reading(job);
  reading
    .run(descriptor)
    .then(
      (): FromParser => ({ kind: 'finished' }),
      (error: unknown): FromParser => ({ kind: 'failed', failure: failureOf(error) }),
    )
    .then((message) => {
      // Its memory is wanted no longer than the source.
      reading = undefined;
      send(message);
    });
}
