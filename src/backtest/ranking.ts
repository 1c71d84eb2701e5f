import { lengthOf } from './days.ts';
import { SCORERS, type Scorer } from './judged.ts';
import { LABELS, labelsOf } from './labels.ts';
import type { Offset } from './shifts.ts';
import { crisesOf, type World } from './world.ts';

/** Areas under the ROC curve, and what the channels have above the plain detector on the same steps. */
export type Areas = Readonly<Record<Scorer | 'alertMinusEwma' | 'cautionMinusEwma', number>>;

/** Sorted once: a shift changes the labels of steps, never their order. */
interface Order {
  /** Steps by rising score. */
  readonly steps: Int32Array;
  /** For each place in that order, whether its score is that of the place before. */
  readonly isTied: Uint8Array;
}

/**
 * How well scores tell the steps before a crisis from calm ones: the chance that a random step of the early window of a
 * crisis of its series has a higher score than a random calm step (ties count half). Steps of all series that any
 * crisis names are pooled, each counting once; steps that are neither are left out. By offset.
 */
export function rankingAreas(world: World): (offset: Offset) => Areas {
  const steps = pooledSteps(world);
  const orders = SCORERS.map((scorer) => [scorer, orderOf(steps.scores[scorer])] as const);
  const labels = new Uint8Array(steps.count);
  return (offset) => {
    steps.label(labels, offset);
    const areas = Object.fromEntries(orders.map(([scorer, order]) => [scorer, areaOf(order, labels)]));
    const { alert, caution, ewma } = areas as Record<Scorer, number>;
    return { alert, caution, ewma, alertMinusEwma: alert - ewma, cautionMinusEwma: caution - ewma };
  };
}

function pooledSteps(world: World) {
  const mapped = world.judged.filter((each) => crisesOf(world, each).length > 0);
  const labelled = mapped.map((each) => ({
    days: Int32Array.from(each.days, (day) => day - each.span.from),
    length: lengthOf(each.span),
    labels: labelsOf(each.span, crisesOf(world, each)),
  }));
  const scores = Object.fromEntries(
    SCORERS.map((scorer) => [scorer, Float64Array.from(mapped.flatMap((each) => each.scores[scorer]))]),
  ) as Record<Scorer, Float64Array>;
  return {
    count: scores.alert.length,
    scores,
    label(into: Uint8Array, offset: Offset): void {
      let step = 0;
      for (const { days, length, labels } of labelled) {
        for (let index = 0; index < days.length; index += 1) {
          into[step] = labels[(days[index]! + offset) % length]!;
          step += 1;
        }
      }
    },
  };
}

function orderOf(scores: Float64Array): Order {
  const steps = Int32Array.from(scores, (_, index) => index).sort((a, b) => scores[a]! - scores[b]!);
  const isTied = Uint8Array.from(steps, (step, place) =>
    place > 0 && scores[step] === scores[steps[place - 1]!] ? 1 : 0,
  );
  return { steps, isTied };
}

/** Not a number where there is no step of one of both kinds. */
function areaOf({ steps, isTied }: Order, labels: Uint8Array): number {
  let [calm, early, won] = [0, 0, 0];
  let [tiedCalm, tiedEarly] = [0, 0];
  const settleTie = () => {
    won += tiedEarly * (calm + tiedCalm / 2);
    calm += tiedCalm;
    early += tiedEarly;
    [tiedCalm, tiedEarly] = [0, 0];
  };
  for (let place = 0; place < steps.length; place += 1) {
    if (isTied[place] === 0) settleTie();
    const label = labels[steps[place]!];
    if (label === LABELS.calm) tiedCalm += 1;
    else if (label === LABELS.early) tiedEarly += 1;
  }
  settleTie();
  return won / (calm * early);
}
