import { Worker } from 'node:worker_threads';
import { EwsError } from './domain/errors.ts';

/** They are ended when nothing was asked of them for so long: each holds some tens of megabytes. */
const IDLE_MS = 10_000;

/** What a thread is asked, and what it answers, with the number of the question. */
export interface Asked<Question> {
  readonly id: number;
  readonly question: Question;
}
export interface Answered<Answer> {
  readonly id: number;
  readonly answer: Answer;
}

export interface ThreadOptions {
  /** What each thread runs: it answers each message of `Asked` with one of `Answered`. */
  readonly script: URL;
  readonly count: number;
  /** For the text of an error: `checks signatures`. */
  readonly purpose: string;
  readonly youngGenerationMb: number;
  readonly oldGenerationMb: number;
  readonly data?: unknown;
}

/** Threads that start with the first question and end when there are no more. */
export interface Threads<Question, Answer> {
  readonly count: number;
  /**
   * Asks the thread that has the least to do.
   * @throws EwsError `unavailable`: it ended before it answered; the next question starts others
   */
  ask(question: Question): Promise<Answer>;
  close(): Promise<void>;
}

export function createThreads<Question, Answer>(options: ThreadOptions): Threads<Question, Answer> {
  let threads: Thread<Question, Answer>[] = [];
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;

  async function close(): Promise<void> {
    clearTimeout(idle);
    const ended = threads;
    threads = [];
    await Promise.all(ended.map((thread) => thread.end()));
  }

  return {
    count: options.count,
    async ask(question) {
      clearTimeout(idle);
      asked += 1;
      try {
        if (threads.length === 0) threads = Array.from({ length: options.count }, () => new Thread(options));
        const [free] = threads.toSorted((one, other) => one.waiting - other.waiting);
        return await free!.ask(question);
      } catch (error) {
        await close();
        throw error;
      } finally {
        asked -= 1;
        if (asked === 0) idle = setTimeout(close, IDLE_MS).unref();
      }
    },
    close,
  };
}

class Thread<Question, Answer> {
  readonly #worker: Worker;
  readonly #purpose: string;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  #lastId = 0;

  constructor({ script, purpose, youngGenerationMb, oldGenerationMb, data }: ThreadOptions) {
    this.#purpose = purpose;
    this.#worker = new Worker(script, {
      workerData: data,
      // Flags of the process, such as --input-type, need not suit the thread; it needs none.
      execArgv: [],
      resourceLimits: {
        maxYoungGenerationSizeMb: youngGenerationMb,
        maxOldGenerationSizeMb: oldGenerationMb,
      },
    });
    // It keeps no process alive: what was not answered is asked again after the next start.
    this.#worker.unref();
    this.#worker.on('message', ({ id, answer }: Answered<Answer>) => {
      this.#waiting.get(id)?.resolve(answer);
      this.#waiting.delete(id);
    });
    this.#worker.on('error', (cause) => this.#fail(cause.message));
    this.#worker.on('exit', () => this.#fail('it ended'));
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  ask(question: Question): Promise<Answer> {
    this.#lastId += 1;
    const answer = Promise.withResolvers<Answer>();
    this.#waiting.set(this.#lastId, answer);
    this.#worker.postMessage({ id: this.#lastId, question } satisfies Asked<Question>);
    return answer.promise;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(why: string): void {
    const error = new EwsError('unavailable', `A thread that ${this.#purpose} failed: ${why}.`);
    for (const answer of this.#waiting.values()) answer.reject(error);
    this.#waiting.clear();
  }
}
