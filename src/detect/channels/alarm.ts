/** Below this share of its threshold an alarm is over, and a rise is one again. */
export const REARMED_AT = 0.7;

/** The share of steps in alarm: from a score of at least `least` on until one below 0.7 of it. */
export function timeInAlarm(scores: readonly number[], least: number): number {
  let [inAlarm, isOn] = [0, false];
  for (const score of scores) {
    isOn = score >= (isOn ? least * REARMED_AT : least);
    if (isOn) inAlarm += 1;
  }
  return scores.length === 0 ? 0 : inAlarm / scores.length;
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
    this.#isOn = score >= (wasOn ? least * REARMED_AT : least);
    this.#quietFor += 1;
    if (wasOn || !this.#isOn || this.#quietFor <= this.#refractory) return false;
    this.#quietFor = 0;
    return true;
  }
}
