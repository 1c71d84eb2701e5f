/** How many of the last exchanges failed. */
export interface FailureShare {
  note(ok: boolean, now: number): void;
  /** After a time of silence, which is a state of its own. */
  clear(): void;
  isHigh(now: number): boolean;
}

const WINDOW_MS = 300_000;
const MOST_KEPT = 100;
/** So many failures, and such a share of all, is no accident. */
const FAILURES = 5;
const SHARE = 0.2;

export function createFailureShare(): FailureShare {
  let kept: { readonly ok: boolean; readonly at: number }[] = [];
  return {
    note(ok, at) {
      kept.push({ ok, at });
      if (kept.length > MOST_KEPT) kept.shift();
    },
    clear() {
      kept = [];
    },
    isHigh(now) {
      const recent = kept.filter(({ at }) => now - at < WINDOW_MS);
      const failed = recent.filter(({ ok }) => !ok).length;
      return failed >= FAILURES && failed >= SHARE * recent.length;
    },
  };
}
