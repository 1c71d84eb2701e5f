import { Worker } from 'node:worker_threads';
import { EwsError } from '../../domain/errors.ts';
import { type Reply, type Request, receiveError } from './messages.ts';

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;
type Answer = PromiseWithResolvers<unknown>;

/** This thread's end of the writer thread. */
export class Writer {
  readonly #worker: Worker;
  readonly #onFailure: (error: EwsError) => void;
  readonly #waiting = new Map<number, Answer>();
  readonly #ended = Promise.withResolvers<void>();
  #lastId = 0;
  #running = false;
  #closing = false;
  #failure: EwsError | undefined;

  /** Starts the thread. Wait for `started` before anything else. */
  constructor(directory: string, onFailure: (error: EwsError) => void) {
    this.#onFailure = onFailure;
    this.#worker = new Worker(new URL('./writer-thread.ts', import.meta.url), {
      workerData: directory,
      // Flags of the process, such as --input-type, need not suit the thread; it needs none.
      execArgv: [],
      // What it makes of a page it drops with it: a larger young generation only keeps that longer.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    this.#worker.on('message', (reply: Reply) => this.#settle(reply));
    this.#worker.on('error', (cause) => this.#fail(`The writer thread failed: ${cause.message}.`, cause));
    this.#worker.on('exit', (code) => this.#exited(code));
  }

  /** @throws EwsError what opening and migrating the files throws */
  started(): Promise<unknown> {
    return this.#answer(0);
  }

  /**
   * Has the thread carry out a request, after those that came before.
   * @throws EwsError `unavailable`: the thread has ended, or ended before it answered
   */
  call(request: Unnumbered<Request>): Promise<unknown> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#closing) return Promise.reject(new EwsError('unavailable', 'The store is closed.'));
    this.#lastId += 1;
    this.#worker.postMessage({ ...request, id: this.#lastId });
    return this.#answer(this.#lastId);
  }

  /** Waits for what is under way, closes the files and ends the thread. */
  async close(): Promise<void> {
    if (this.#failure !== undefined || this.#closing) return this.#ended.promise;
    const closed = this.call({ kind: 'close' });
    this.#closing = true;
    await closed;
    await this.#ended.promise;
  }

  /** @throws EwsError `unavailable` */
  requireAlive(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closing) throw new EwsError('unavailable', 'The store is closed.');
  }

  #answer(id: number): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    // The thread keeps the process alive while something is asked of it, and no longer.
    this.#worker.ref();
    return answer.promise;
  }

  #settle(reply: Reply): void {
    const answer = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0 && !this.#closing) this.#worker.unref();
    if ('failure' in reply) {
      answer?.reject(receiveError(reply.failure));
      return;
    }
    if (reply.id === 0) this.#running = true;
    answer?.resolve(reply.value);
  }

  #exited(code: number): void {
    if (!this.#closing || this.#waiting.size > 0) this.#fail(`The writer thread ended with code ${code}.`);
    this.#ended.resolve();
  }

  /** Whoever waits is told, and so is the process: without its writer it must not go on as if it had one. */
  #fail(message: string, cause?: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = new EwsError('unavailable', message, {}, { cause });
    for (const answer of this.#waiting.values()) answer.reject(this.#failure);
    this.#waiting.clear();
    // Whoever started it knows already when it could not start.
    if (this.#running) this.#onFailure(this.#failure);
  }
}
