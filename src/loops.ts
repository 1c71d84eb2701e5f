/** Recurring work of a node: the only timers there are. Due work is chosen by a query, so a restart forgets nothing. */
export interface Loops {
  /**
   * Runs `work` at once, and again `ms` after each run has ended, so that it never overlaps itself. A run that
   * throws is reported, and the next one comes at its usual time.
   */
  every(
    name: string,
    ms: number,
    work: (signal: AbortSignal) => Promise<unknown>,
    options?: LoopOptions,
  ): Loop;
  /** Aborts every loop and waits for what runs. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** Share of the interval by which it varies either way, so that many nodes do not act in step: 0.1 for ±10 %. */
  readonly jitter?: number;
  /** Wait before the first run. */
  readonly firstAfterMs?: number;
}

export interface Loop {
  /** Ends the wait: the next run comes at once, or right after the one that is on. */
  wake(): void;
  /** Aborts this loop alone and waits for its run to end. */
  stop(): Promise<void>;
}

/** Resolves to true after `ms`, or to false as soon as `signal` is aborted; it never rejects. */
export type Delay = (ms: number, signal?: AbortSignal) => Promise<boolean>;

/** By the timers of the process. A simulation has others. */
export const delay: Delay = (ms, signal) => {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (passed: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(passed);
    };
    const abort = () => settle(false);
    const timer = setTimeout(() => settle(true), ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
};

export function createLoops(options: {
  readonly onError: (loop: string, error: unknown) => void;
  /** Between 0 and 1, for the jitter. */
  readonly random?: () => number;
  readonly delay?: Delay;
}): Loops {
  const random = options.random ?? Math.random;
  const wait = options.delay ?? delay;
  const running = new Set<Loop>();
  let stopped = false;
  return {
    every(name, ms, work, { jitter = 0, firstAfterMs = 0 } = {}) {
      const interval = () => ms * (1 + jitter * (2 * random() - 1));
      const report = (error: unknown) => options.onError(name, error);
      const loop = startLoop({ work, interval, firstAfterMs, report, wait });
      running.add(loop);
      if (stopped) void loop.stop();
      return loop;
    },
    async stop() {
      stopped = true;
      await Promise.all([...running].map((loop) => loop.stop()));
      running.clear();
    },
  };
}

interface LoopParts {
  readonly work: (signal: AbortSignal) => Promise<unknown>;
  readonly interval: () => number;
  readonly firstAfterMs: number;
  readonly report: (error: unknown) => void;
  readonly wait: Delay;
}

function startLoop({ work, interval, firstAfterMs, report, wait }: LoopParts): Loop {
  const stopping = new AbortController();
  // Made anew for each wait, before the run: a wake during the run is not lost.
  let waking = new AbortController();
  const pause = (ms: number) => wait(ms, AbortSignal.any([stopping.signal, waking.signal]));

  const run = async () => {
    await pause(firstAfterMs);
    while (!stopping.signal.aborted) {
      waking = new AbortController();
      try {
        await work(stopping.signal);
      } catch (error) {
        // What a stop interrupts is no failure.
        if (!stopping.signal.aborted) report(error);
      }
      await pause(interval());
    }
  };
  const ended = run();
  return {
    wake: () => waking.abort(),
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
