import { Worker } from 'node:worker_threads';
import { EwsError } from '../domain/errors.ts';
import { errorOf, type FromParser, type ToParser } from './parser-messages.ts';
import { Turns } from './turns.ts';
import type { Window } from './window.ts';
import type { ReadingJob } from './windows.ts';

/** Chunks are sent in pieces of this many bytes, and so many before the thread has taken the first. */
const CHUNK_BYTES = 1 << 18;
const CHUNKS_AHEAD = 8;

/** An open file, or bytes as they come. */
export type Input = { readonly descriptor: number } | AsyncIterable<Uint8Array>;

export type OnProgress = (progress: { readonly bytes: number; readonly rows: number }) => void;

/**
 * This thread's end of the thread that reads large sources, which starts with the first one and is kept for the next.
 * One source at a time; further ones wait for their turn.
 */
export class Parser {
  readonly #turns = new Turns();
  #worker: Worker | undefined;

  /**
   * The windows of a source. The memory of one is used again as soon as the next one is asked for.
   * @throws EwsError `invalid_input`: the header of a CSV file is not usable; `unavailable`: too many wait, or the
   *   thread failed; and what the input throws
   */
  async *windows(job: ReadingJob, input: Input, onProgress: OnProgress): AsyncGenerator<Window> {
    using _turn = await this.#turns.take();
    this.#worker ??= startWorker();
    const worker = this.#worker;
    worker.ref();
    const answers = new Answers(worker);
    let isIdle = false;
    try {
      const descriptor = 'descriptor' in input ? input.descriptor : undefined;
      post(worker, { kind: 'read', job, descriptor });
      if (!('descriptor' in input)) answers.feed(input);
      for await (const answer of answers) {
        if (answer.kind === 'progress') onProgress(answer);
        else if (answer.kind === 'window') {
          const { id, lines } = answer.window;
          const rows = lines.length;
          yield answer.window;
          post(worker, { kind: 'settled', id, rows });
        }
      }
      isIdle = true;
    } finally {
      answers.end();
      worker.unref();
      // Whatever it is still at, nobody waits for it.
      if (!isIdle) await this.close();
    }
  }

  /** Starts the thread before there is anything to read, which takes a while. */
  start(): this {
    this.#worker ??= startWorker();
    this.#worker.unref();
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Ends the thread; the next source starts another one. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./parser-thread.ts', import.meta.url), {
    // Flags of the process, such as --input-type, need not suit the thread; it needs none.
    execArgv: [],
    // What it makes lives long, in columns, or is gone at once.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
}

function post(worker: Worker, message: ToParser, transfer: readonly ArrayBuffer[] = []): void {
  worker.postMessage(message, transfer);
}

/** What the thread says of one source, in order; and the chunks of the source, as it takes them. */
class Answers {
  readonly #worker: Worker;
  readonly #held: Exclude<FromParser, { kind: 'taken' }>[] = [];
  readonly #onMessage = (message: FromParser) => this.#receive(message);
  readonly #onError = (cause: unknown) =>
    this.#push({
      kind: 'failed',
      failure: {
        error: new EwsError('unavailable', `The thread that reads uploads failed: ${cause}.`, {}, { cause }),
      },
    });
  readonly #onExit = (code: number) => this.#onError(`it ended with code ${code}`);
  #wake = Promise.withResolvers<void>();
  /** Of chunks that were read. */
  readonly #memory: ArrayBuffer[] = [];
  #ahead = 0;
  #isOver = false;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', this.#onMessage).on('error', this.#onError).on('exit', this.#onExit);
  }

  /** Sends a source in chunks. What it throws comes out among the answers. */
  feed(input: AsyncIterable<Uint8Array>): void {
    this.#send(input).catch((error: unknown) => this.#push({ kind: 'failed', failure: { error } }));
  }

  end(): void {
    this.#isOver = true;
    this.#wake.resolve();
    this.#worker.off('message', this.#onMessage).off('error', this.#onError).off('exit', this.#onExit);
  }

  /** Until it is finished. @throws what made it fail */
  async *[Symbol.asyncIterator](): AsyncGenerator<Extract<FromParser, { kind: 'window' | 'progress' }>> {
    for (;;) {
      const answer = this.#held.shift();
      if (answer === undefined) await this.#wake.promise;
      else if (answer.kind === 'finished') return;
      else if (answer.kind === 'failed') throw errorOf(answer.failure);
      else yield answer;
    }
  }

  async #send(input: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const bytes of packed(input, this.#memory)) {
      while (this.#ahead === CHUNKS_AHEAD && !this.#isOver) await this.#wake.promise;
      if (this.#isOver) return;
      this.#ahead += 1;
      post(this.#worker, { kind: 'chunk', bytes }, [bytes.buffer]);
    }
    if (!this.#isOver) post(this.#worker, { kind: 'ended' });
  }

  #receive(message: FromParser): void {
    if (message.kind !== 'taken') this.#push(message);
    else {
      this.#memory.push(message.memory);
      this.#ahead -= 1;
      this.#signal();
    }
  }

  #push(message: Exclude<FromParser, { kind: 'taken' }>): void {
    this.#held.push(message);
    this.#signal();
  }

  #signal(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

/** The same bytes in pieces that own their memory, so that it can be handed over; taken from `free` if there is any. */
async function* packed(
  input: AsyncIterable<Uint8Array>,
  free: ArrayBuffer[],
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const empty = () => new Uint8Array(free.pop() ?? new ArrayBuffer(CHUNK_BYTES));
  let piece = empty();
  let used = 0;
  for await (const chunk of input) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + CHUNK_BYTES - used);
      piece.set(part, used);
      used += part.length;
      at += part.length;
      if (used < CHUNK_BYTES) continue;
      yield piece;
      piece = empty();
      used = 0;
    }
  }
  if (used > 0) yield piece.subarray(0, used);
}
