import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { EwsError } from '../../domain/errors.ts';
import type { SignedBy } from '../../log/jws-signature.ts';
import type { CheckSignatures } from './signature-checks.ts';

/** Threads at most: further ones would take what the rest of the node needs. */
const MOST_THREADS = 4;
/** They are ended when nothing was asked of them for so long: each holds some 30 MB. */
const IDLE_MS = 10_000;

export interface SignatureRequest {
  readonly id: number;
  readonly signed: readonly SignedBy[];
}
export interface SignatureAnswer {
  readonly id: number;
  readonly hold: readonly boolean[];
}

/** Threads that check signatures; they start with the first ones, and end when there are no more. */
export interface SignaturePool {
  readonly check: CheckSignatures;
  close(): Promise<void>;
}

export function createSignaturePool(): SignaturePool {
  let threads: Thread[] = [];
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;

  async function close(): Promise<void> {
    clearTimeout(idle);
    const ended = threads;
    threads = [];
    await Promise.all(ended.map((thread) => thread.end()));
  }

  return {
    async check(signed) {
      clearTimeout(idle);
      asked += 1;
      try {
        if (threads.length === 0) threads = startThreads();
        const share = Math.ceil(signed.length / threads.length);
        const parts = threads.map((thread, at) => thread.check(signed.slice(at * share, (at + 1) * share)));
        return (await Promise.all(parts)).flat();
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

function startThreads(): Thread[] {
  return Array.from({ length: Math.min(MOST_THREADS, availableParallelism()) }, () => new Thread());
}

class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<readonly boolean[]>>();
  #lastId = 0;

  constructor() {
    this.#worker = new Worker(new URL('./signature-thread.ts', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 },
    });
    // It keeps no process alive: what was not checked is checked after the next start.
    this.#worker.unref();
    this.#worker.on('message', ({ id, hold }: SignatureAnswer) => {
      this.#waiting.get(id)?.resolve(hold);
      this.#waiting.delete(id);
    });
    this.#worker.on('error', (cause) => this.#fail(cause.message));
    this.#worker.on('exit', () => this.#fail('it ended'));
  }

  check(signed: readonly SignedBy[]): Promise<readonly boolean[]> {
    this.#lastId += 1;
    const answer = Promise.withResolvers<readonly boolean[]>();
    this.#waiting.set(this.#lastId, answer);
    this.#worker.postMessage({ id: this.#lastId, signed } satisfies SignatureRequest);
    return answer.promise;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(why: string): void {
    const error = new EwsError('unavailable', `A thread that checks signatures failed: ${why}.`);
    for (const answer of this.#waiting.values()) answer.reject(error);
    this.#waiting.clear();
  }
}
