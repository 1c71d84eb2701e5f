import type { Delay } from '../../src/loops.ts';

/** Something that will happen; until then it can be called off. */
export interface Due {
  cancel(): void;
}

/** Virtual time: what happens next is what is due first, and of two at one time the one that was planned first. */
export interface Scheduler {
  /** Milliseconds since the world began. */
  readonly now: number;
  /** Events so far. */
  readonly step: number;
  after(ms: number, run: () => void): Due;
  readonly delay: Delay;
  /** Runs until that time, or until `done` says so after an event. */
  run(done: () => boolean, until: number): Promise<void>;
}

interface Event {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

export function createScheduler(): Scheduler {
  const heap: Event[] = [];
  let now = 0;
  let step = 0;
  let order = 0;

  function after(ms: number, run: () => void): Due {
    order += 1;
    const event: Event = { at: now + Math.max(0, ms), order, run };
    push(heap, event);
    return {
      cancel: () => {
        event.run = undefined;
      },
    };
  }

  return {
    get now() {
      return now;
    },
    get step() {
      return step;
    },
    after,
    delay: (ms, signal) => {
      if (signal?.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        const abort = () => {
          due.cancel();
          resolve(false);
        };
        const due = after(ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve(true);
        });
        signal?.addEventListener('abort', abort, { once: true });
      });
    },
    async run(done, until) {
      // What was begun before the first event goes as far as it can.
      await settled();
      for (let next = heap[0]; next !== undefined && next.at <= until; next = heap[0]) {
        pop(heap);
        if (next.run === undefined) continue;
        now = next.at;
        step += 1;
        next.run();
        await settled();
        if (done()) return;
      }
      now = until;
    },
  };
}

/**
 * Until no promise and no `process.nextTick` has anything left to do: the loop of events comes to its check phase
 * only then. What waits for a thread or a timer of the process would be missed, and has no place in a world.
 */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function before(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(event, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
