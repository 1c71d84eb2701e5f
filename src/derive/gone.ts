import type { Frequency } from '../domain/indicator.ts';
import { hasValue, ObservationStatus, type SeriesVintages } from '../domain/series.ts';
import { ABSENT, makeStates, STRONGEST, type States } from './states.ts';

/** Periods for which what has gone counts as nothing; later it is no part of the whole any more. */
const TWO_YEARS: Record<Frequency, number> = { A: 2, Q: 8, M: 24, W: 104, D: 0 };

const WITH_VALUE = ObservationStatus.options.map(hasValue);

/** Inputs that have no row any more: customs publish no zeros, and a supplier that is lost is one that is not there. */
export class Gone {
  readonly #inputs: readonly SeriesVintages[];
  readonly #known: States;
  readonly #filled: States;

  constructor(inputs: readonly SeriesVintages[], known: States) {
    this.#inputs = inputs;
    this.#known = known;
    this.#filled = makeStates(inputs.length);
  }

  /** What is known of a period, with 0 for what was there before it, as far as that was known by then. */
  withZeros(rows: readonly number[], ordinal: number, knownAt: number): States {
    const { values, statuses } = this.#filled;
    values.set(this.#known.values);
    statuses.set(this.#known.statuses);
    if (statuses.every((status) => status === ABSENT)) return this.#known;
    for (const [place, input] of this.#inputs.entries()) {
      if (statuses[place] !== ABSENT || !wasThere(input, rows[place]!, ordinal, knownAt)) continue;
      values[place] = 0;
      statuses[place] = STRONGEST;
    }
    return this.#filled;
  }
}

/** Whether there was a value in the two years before, among the rows before this one. */
function wasThere(input: SeriesVintages, row: number, ordinal: number, knownAt: number): boolean {
  const oldest = ordinal - TWO_YEARS[input.frequency];
  for (let before = row - 1; before >= 0 && input.ordinals[before]! >= oldest; before -= 1) {
    const isEarlier = input.ordinals[before]! < ordinal && input.knownAt[before]! <= knownAt;
    if (isEarlier && WITH_VALUE[input.statuses[before]!] === true) return true;
  }
  return false;
}
