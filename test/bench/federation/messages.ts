/** What a node process of the bench tells. Times are milliseconds of the machine's monotonic clock. */
export type FromNode =
  | { readonly kind: 'ready' }
  /** A request to issue arrived. */
  | { readonly kind: 'asked'; readonly at: number }
  /** A page of a peer's log is durable. `via`: it came through this node. */
  | {
      readonly kind: 'stored';
      readonly at: number;
      readonly peer: string;
      readonly size: number;
      readonly via?: string;
    }
  /** The own signatures of entries that had been stored were checked. */
  | { readonly kind: 'checked'; readonly at: number; readonly to: number }
  /** What it was told to do is done, or failed. */
  | { readonly kind: 'done'; readonly cpuMs: number; readonly error?: string };

/** What it is told; each is answered by `done`. */
export type ToNode =
  | { readonly kind: 'enrol'; readonly url: string; readonly fingerprint: string }
  | { readonly kind: 'pull'; readonly node: string }
  | { readonly kind: 'cpu' };
