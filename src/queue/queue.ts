import type { BudgetSection } from '../domain/budget.ts';
import type { Indicator, LocalisedText, Sector } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import type { Clock, EpochMs } from '../domain/time.ts';
import type { SignalInPlay } from '../situation/port.ts';
import { type Line, levelsFrom, lineOf } from './cut.ts';
import type { QueueStore } from './port.ts';
import { rank } from './rank.ts';
import { rankSentence } from './sentences.ts';
import { createWeighing, type Weighed, type WeighParts } from './weigh.ts';
import { type Workday, workdayOf } from './workday.ts';

/** A signal at its place in the queue, and why it stands there. */
export interface Queued {
  /** 1 for the first. */
  readonly place: number;
  readonly line: Line;
  readonly signal: SignalInPlay;
  readonly reasons: Weighed;
  readonly because: LocalisedText;
}

/** What waits to be judged, what matters most first, computed when somebody asks. */
export interface Queue {
  /** From a level on. Places are those of the whole queue, also where one sector alone is asked for. */
  read(query: { readonly from: Level; readonly sector?: Sector }): Promise<{
    readonly workday: Workday;
    readonly items: readonly Queued[];
  }>;
}

export interface QueueParts extends WeighParts {
  readonly store: QueueStore;
  readonly indicators: () => Promise<readonly Indicator[]>;
  readonly budget: BudgetSection;
  readonly business: Clock;
}

/** Of more open signals the highest and newest are ranked. */
const MOST = 5000;

export function createQueue(parts: QueueParts): Queue {
  const { store, business } = parts;
  const weighing = createWeighing(parts);
  return {
    async read({ from, sector }) {
      const now = business.now();
      const [workday, signals] = await Promise.all([
        workdayOf(parts, now),
        store.queuedSignals({ levels: levelsFrom(from), limit: MOST }),
      ]);
      const weigh = weighing(signals.length === 0 ? [] : await parts.indicators());
      const weighed = await Promise.all(signals.map(weigh));
      const items = rank(weighed).map((reasons, index) => queued(reasons, index + 1, workday, now));
      return {
        workday,
        items: items.filter(({ signal }) => sector === undefined || signal.sector === sector),
      };
    },
  };
}

function queued(reasons: Weighed, place: number, { today }: Workday, now: EpochMs): Queued {
  const { threshold: _threshold, ...signal } = reasons.signal;
  const line = lineOf(place, signal.level, today);
  return { place, line, signal, reasons, because: rankSentence(reasons, now) };
}
