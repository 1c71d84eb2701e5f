/** What a port throws when the process that calls it has ended. Nobody is there to see it. */
export class Ended extends Error {}

/**
 * One run of a node's process, from its start to its end. Every call of a port goes through it: a crash may come before
 * or after the effect of any of them. What runs on after the end waits for ever, or fails, and reaches nothing.
 */
export interface Life {
  readonly alive: boolean;
  readonly calls: number;
  /** The process ends, on the `calls`-th call of a port from here on, before or after its effect. */
  crashAfter(calls: number, phase: Phase): void;
  end(): void;
  /** The same port, by promises. */
  guard<T extends object>(port: T): T;
  /** One call that returns at once. @throws Ended */
  call<T>(effect: () => T): T;
}

export type Phase = 'before' | 'after';

const never = new Promise<never>(() => undefined);

type Method = (...args: unknown[]) => unknown;

/** `crash` is called in the middle of the call of a port at which the process ends. */
export function createLife(crash: () => void): Life {
  let alive = true;
  let calls = 0;
  let plan: { left: number; phase: Phase } | undefined;

  /** Whether the process ends before or after this call, or not. */
  function enter(): Phase | undefined {
    calls += 1;
    if (plan === undefined) return undefined;
    plan.left -= 1;
    return plan.left > 0 ? undefined : plan.phase;
  }

  async function callLater(effect: () => unknown): Promise<unknown> {
    if (!alive) return never;
    const phase = enter();
    if (phase === 'before') {
      crash();
      return never;
    }
    try {
      const answer = await effect();
      if (!alive) return await never;
      if (phase === undefined) return answer;
    } catch (error) {
      if (!alive) return await never;
      if (phase === undefined) throw error;
    }
    crash();
    return never;
  }

  return {
    get alive() {
      return alive;
    },
    get calls() {
      return calls;
    },
    crashAfter(left, phase) {
      plan = { left, phase };
    },
    end() {
      alive = false;
    },
    guard<T extends object>(port: T): T {
      const guarded: Record<string, Method> = {};
      for (const [name, method] of Object.entries(port as Record<string, Method>)) {
        guarded[name] = (...args) => callLater(() => method(...args));
      }
      return guarded as T;
    },
    call<T>(effect: () => T): T {
      if (!alive) throw new Ended();
      const phase = enter();
      if (phase === undefined) return effect();
      if (phase === 'after') effect();
      crash();
      throw new Ended();
    },
  };
}
