import type { Resting, StateReader, StateWriter } from '../state-at-rest.ts';

/** Below this share of its threshold an alarm is over, and a rise is one again. */
export const REARMED_AT = 0.7;

/** Whether a level with this threshold holds: it begins at the threshold, and lasts until below 0.7 of it. */
export function holds(held: boolean, score: number, least: number): boolean {
  return score >= (held ? least * REARMED_AT : least);
}

/** The share of steps in alarm, among those that count. */
export function timeInAlarm(
  scores: readonly number[],
  least: number,
  counts: (step: number) => boolean = () => true,
): number {
  let [counted, inAlarm, isOn] = [0, 0, false];
  for (let step = 0; step < scores.length; step += 1) {
    isOn = holds(isOn, scores[step]!, least);
    if (!counts(step)) continue;
    counted += 1;
    if (isOn) inAlarm += 1;
  }
  return counted === 0 ? 0 : inAlarm / counted;
}

/** Says of each step whether an alarm rises with it. */
export class Alarm implements Resting {
  readonly #refractory: number;
  #isOn = false;
  #quietFor = Number.POSITIVE_INFINITY;

  constructor(refractory: number) {
    this.#refractory = refractory;
  }

  clear(): void {
    this.#isOn = false;
    this.#quietFor = Number.POSITIVE_INFINITY;
  }

  save(to: StateWriter): void {
    to.small(this.#isOn ? 1 : 0);
    to.small(Math.min(this.#quietFor, this.#refractory));
  }

  restore(from: StateReader): void {
    this.#isOn = from.small() === 1;
    this.#quietFor = from.small();
  }

  step(score: number, least: number): boolean {
    return this.moved(holds(this.#isOn, score, least));
  }

  /** The same, where it is known already whether the alarm stands. */
  moved(isOn: boolean): boolean {
    const wasOn = this.#isOn;
    this.#isOn = isOn;
    this.#quietFor += 1;
    if (wasOn || !isOn || this.#quietFor <= this.#refractory) return false;
    this.#quietFor = 0;
    return true;
  }
}
