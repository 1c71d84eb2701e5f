import type { Derivation, Frequency } from '../domain/indicator.ts';
import type { SeriesVintages } from '../domain/series.ts';
import { rowFrom, Written } from './columns.ts';
import { formulaOf } from './formulas.ts';
import { Gone } from './gone.ts';
import { ABSENT, makeStates, type States, WITHDRAWN_NUMBER } from './states.ts';

/** Periods in a year. Weeks are compared with that 52 weeks before; days have no same day a year before. */
const YEAR: Record<Frequency, number> = { A: 1, Q: 4, M: 12, W: 52, D: 0 };

/** An input, and by how many periods it counts later than it is. */
interface Input {
  readonly vintages: SeriesVintages;
  readonly shift: number;
}

/**
 * Computes what is derived from `inputs`, from the period `from` on: for each output (one for each input of a share, else
 * one) the vintages that follow from those of the inputs. A vintage of the result holds the formula on what was
 * known of the inputs at its time; there is one at each time at which the result changed, and none looks ahead.
 *
 * `inputs`: those of one group in the order of their keys for what goes over a dimension, else in that of the derivation.
 */
export function compute(derived: Derivation, inputs: readonly SeriesVintages[], from: number): Written[] {
  const taken = inputsOf(derived, inputs);
  const formula = formulaOf(derived);
  const [known, result] = [makeStates(taken.length), makeStates(derived.kind === 'share' ? taken.length : 1)];
  const written = Array.from(result.values, () => new Written());
  const gone = derived.kind === 'share' && derived.absent === 'zero' ? new Gone(inputs, known) : undefined;
  const rows = taken.map(({ vintages, shift }) => rowFrom(vintages, from - shift));
  for (;;) {
    const ordinal = least(taken, rows, ordinalAt);
    if (ordinal === Number.POSITIVE_INFINITY) return written;
    known.statuses.fill(ABSENT);
    const starts = written.map(({ ordinals }) => ordinals.length);
    for (const knownAt of takePeriod(taken, rows, ordinal, known)) {
      formula(gone?.withZeros(rows, ordinal, knownAt) ?? known, result);
      for (const [place, output] of written.entries())
        add(output, starts[place]!, ordinal, knownAt, result.values[place]!, result.statuses[place]!);
    }
  }
}

/** Moves `rows` through one period: each time at which something of it became known, with what was `known` then. */
function* takePeriod(
  inputs: readonly Input[],
  rows: number[],
  ordinal: number,
  known: States,
): Generator<number> {
  const knownAtOf = (input: Input, row: number) =>
    ordinalAt(input, row) === ordinal ? input.vintages.knownAt[row]! : Number.POSITIVE_INFINITY;
  for (;;) {
    const now = least(inputs, rows, knownAtOf);
    if (now === Number.POSITIVE_INFINITY) return;
    for (const [place, input] of inputs.entries()) {
      const row = rows[place]!;
      if (knownAtOf(input, row) !== now) continue;
      const status = input.vintages.statuses[row]!;
      known.statuses[place] = status === WITHDRAWN_NUMBER ? ABSENT : status;
      known.values[place] = input.vintages.values[row]!;
      rows[place] = row + 1;
    }
    yield now;
  }
}

/** What is compared with the year before has each input twice: as it is, and as it was then. */
function inputsOf(derived: Derivation, inputs: readonly SeriesVintages[]): Input[] {
  const taken = inputs.map((vintages) => ({ vintages, shift: 0 }));
  if (derived.kind !== 'year-on-year' && derived.kind !== 'divergence') return taken;
  return taken.flatMap((input) => [input, { ...input, shift: YEAR[input.vintages.frequency] }]);
}

function ordinalAt({ vintages, shift }: Input, row: number): number {
  return row < vintages.ordinals.length ? vintages.ordinals[row]! + shift : Number.POSITIVE_INFINITY;
}

function least(
  inputs: readonly Input[],
  rows: readonly number[],
  of: (input: Input, row: number) => number,
): number {
  let found = Number.POSITIVE_INFINITY;
  for (let place = 0; place < inputs.length; place++) {
    const candidate = of(inputs[place]!, rows[place]!);
    if (candidate < found) found = candidate;
  }
  return found;
}

/** Adds a vintage where it says something else than the one before it of the same period, which begins at `start`. */
function add(
  output: Written,
  start: number,
  ordinal: number,
  knownAt: number,
  value: number,
  status: number,
): void {
  const last = output.ordinals.length - 1;
  const isFirst = last < start;
  // What was never there cannot be withdrawn.
  if (status === ABSENT && isFirst) return;
  const written = status === ABSENT ? WITHDRAWN_NUMBER : status;
  if (!isFirst && output.statuses[last] === written && Object.is(output.values[last], orNaN(value, status)))
    return;
  output.push(ordinal, orNaN(value, status), written, knownAt);
}

function orNaN(value: number, status: number): number {
  return status === ABSENT ? Number.NaN : value;
}
