import { PACES } from '../../../src/detect/channels/pace.ts';
import { Watch } from '../../../src/detect/channels/watch.ts';
import { restoreState, stateOf } from '../../../src/detect/state-at-rest.ts';
import { cpuSeconds, plainLoop } from './plain-loop.ts';
import { walk } from './series.ts';

export interface StepFigures {
  /** Observations a second of one core. */
  readonly steps: number;
  readonly plain: number;
  readonly monthlyBytes: number;
  readonly dailyBytes: number;
}

/** As a node with 200,000 series and five drafts a working day has them. */
const BUDGET = { alert: { alarmTime: 0.03, risesPerYear: 0.0065 }, caution: { alarmTime: 0.03 } };
/** Series one after the other, so that none is at hand from the step before. */
const SERIES = 1_000;
/** Rounds until the compiler has seen enough. */
const WARMING = 50;
const FIRST = 24_000;

const isSmall = process.argv[2] === 'true';

/** Both channels of a price: what all default detectors of it are. A series at rest is one buffer. */
function atRest(
  pace: 'M' | 'D',
  count: number,
): { readonly watch: Watch; readonly bytes: number; states: ArrayBuffer[] } {
  const watch = new Watch({ pace, direction: 'up', kind: 'price', budget: BUDGET });
  // Enough to fill all that it ever keeps.
  const { window, season, seasons, past } = PACES[pace];
  const values = walk(1, window + season * seasons + past + 100);
  for (const [at, value] of values.entries()) watch.advance(FIRST + at, value);
  const states: ArrayBuffer[] = new Array(count).fill(undefined);
  const before = heapBytes();
  for (let each = 0; each < count; each++) states[each] = stateOf(watch);
  return { watch, bytes: (heapBytes() - before) / count, states };
}

function heapBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Observations a second: the state of a series is taken up, has its step, and is put away again. */
function stepsPerSecond(rounds: number): number {
  const { watch, states } = atRest('M', SERIES);
  const values = walk(2, rounds);
  const round = (at: number) => {
    for (let each = 0; each < SERIES; each++) {
      restoreState(watch, states[each]!);
      watch.advance(FIRST + 1_000 + at, values[at]!);
      states[each] = stateOf(watch);
    }
  };
  for (let at = 0; at < WARMING; at++) round(at);
  const begun = process.cpuUsage();
  for (let at = WARMING; at < rounds; at++) round(at);
  return ((rounds - WARMING) * SERIES) / cpuSeconds(begun);
}

process.send?.({
  steps: stepsPerSecond(isSmall ? 80 : 350),
  plain: plainLoop(isSmall ? 100 : 1_000, 180),
  monthlyBytes: atRest('M', 2_000).bytes,
  dailyBytes: atRest('D', 500).bytes,
} satisfies StepFigures);
