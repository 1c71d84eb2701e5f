/** Below this share of its threshold an alarm is over, and a rise is one again. */
const REARMED_AT = 0.7;

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

/** How often an alarm rises, with so many steps of quiet after each. */
export function riseCount(scores: readonly number[], least: number, refractory: number): number {
  const alarm = new Alarm(refractory);
  let rises = 0;
  for (const score of scores) if (alarm.step(score, least)) rises += 1;
  return rises;
}

/** Says of each step whether an alarm rises with it. */
export class Alarm {
  readonly #refractory: number;
  #isOn = false;
  #quietFor = Number.POSITIVE_INFINITY;

  constructor(refractory: number) {
    this.#refractory = refractory;
  }

  step(score: number, least: number): boolean {
    const wasOn = this.#isOn;
    this.#isOn = holds(wasOn, score, least);
    this.#quietFor += 1;
    if (wasOn || !this.#isOn || this.#quietFor <= this.#refractory) return false;
    this.#quietFor = 0;
    return true;
  }
}
