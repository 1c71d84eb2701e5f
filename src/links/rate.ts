/** Bounds how often each of several callers may do something. */
export interface Rate {
  allows(caller: string, now: number): boolean;
}

/** `most` times in `ms`, counted in spans of that length. */
export function createRate(most: number, ms: number): Rate {
  const spans = new Map<string, { readonly begun: number; count: number }>();
  return {
    allows(caller, now) {
      let span = spans.get(caller);
      if (span === undefined || now - span.begun >= ms) {
        span = { begun: now, count: 0 };
        spans.set(caller, span);
      }
      span.count += 1;
      return span.count <= most;
    },
  };
}
