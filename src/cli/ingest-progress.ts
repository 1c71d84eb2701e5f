import { SingleBar } from 'cli-progress';

/** How far a long import is, on a terminal; silent elsewhere. */
export interface Progress {
  readonly show: (progress: { bytes: number; rows: number }) => void;
  end(): void;
  /** Rows a second since the beginning. */
  rate(rows: number): number;
}

/** `bytes`: how long the input is, where that is known. */
export function createProgress(bytes: number | undefined): Progress {
  const startedAt = performance.now();
  const rate = (rows: number) => Math.round(rows / Math.max((performance.now() - startedAt) / 1000, 0.001));
  if (bytes === undefined || bytes === 0 || process.stderr.isTTY !== true) {
    return { show: () => undefined, end: () => undefined, rate };
  }
  const bar = new SingleBar({
    format: '{bar} {percentage} % of {size} | {rows} rows | {rate} rows/s | {eta_formatted} left',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(bytes, 0, { rows: 0, rate: 0, size: `${(bytes / 1e6).toFixed(1)} MB` });
  return {
    show: ({ bytes: done, rows }) => bar.update(done, { rows, rate: rate(rows) }),
    end: () => bar.stop(),
    rate,
  };
}
