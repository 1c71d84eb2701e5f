import type { ObservationStatus } from '../../domain/series.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { NewObservation, Outcome } from '../../ingest/port.ts';

/** One vintage of a point. */
export interface Vintage {
  readonly knownAt: EpochMs;
  readonly status: ObservationStatus;
  readonly value: number | undefined;
}

/**
 * What an offered observation is to the vintages that are held of its point, in order of `knownAt`. It is
 * compared with the newest one not younger than itself: the same again is `unchanged`, another value a
 * revision, and where there is none it is the first.
 */
export function judgeVintage(held: readonly Vintage[], offered: NewObservation): Outcome {
  const base = held.findLast((vintage) => vintage.knownAt <= offered.knownAt);
  if (base === undefined) return 'stored';
  if (base.value === offered.value && base.status === offered.status) return 'unchanged';
  return base.knownAt === offered.knownAt ? 'conflict' : 'revised';
}

/** The vintages of one series, as a batch finds and leaves them. */
export class SeriesVintages {
  readonly added: NewObservation[] = [];
  /** How many of the added ones are points of which nothing was held. */
  newPoints = 0;
  readonly #points: Map<number, Vintage[]>;

  constructor(points: Map<number, Vintage[]>) {
    this.#points = points;
  }

  offer(offered: NewObservation): Outcome {
    const held = this.#points.get(offered.ordinal);
    const outcome = judgeVintage(held ?? [], offered);
    if (outcome !== 'stored' && outcome !== 'revised') return outcome;
    this.added.push(offered);
    if (held === undefined) {
      this.newPoints += 1;
      this.#points.set(offered.ordinal, [offered]);
    } else {
      held.splice(held.findLastIndex(({ knownAt }) => knownAt <= offered.knownAt) + 1, 0, offered);
    }
    return outcome;
  }
}
