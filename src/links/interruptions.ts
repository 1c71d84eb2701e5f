/** How often exchanges with a peer began to fail after one that went well. */
export interface Interruptions {
  note(now: number): void;
  areMany(now: number): boolean;
}

const WINDOW_MS = 300_000;
/** So many in that time are no accident. */
const MANY = 5;

export function createInterruptions(): Interruptions {
  let kept: number[] = [];
  return {
    note(at) {
      kept = [...kept, at].slice(-MANY);
    },
    areMany: (now) => kept.filter((at) => now - at < WINDOW_MS).length >= MANY,
  };
}
