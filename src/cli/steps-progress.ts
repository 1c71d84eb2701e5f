import { SingleBar } from 'cli-progress';

/** How far a long work is, on a terminal; silent elsewhere. */
export interface Steps {
  readonly show: (done: number, total: number, what?: string) => void;
  end(): void;
}

export function createSteps(): Steps {
  if (process.stderr.isTTY !== true) return { show: () => undefined, end: () => undefined };
  const bar = new SingleBar({
    format: '{bar} {percentage} % | {what}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    show(done, total, what = '') {
      if (!started) bar.start(total, done, { what });
      started = true;
      bar.setTotal(total);
      bar.update(done, { what });
    },
    end: () => bar.stop(),
  };
}
