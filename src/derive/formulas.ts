import type { Derivation } from '../domain/indicator.ts';
import { ABSENT, isValued, MISSING, STRONGEST, type States, weaker } from './states.ts';

/**
 * What follows from what is known of the inputs at one moment: it writes the state of every output. Inputs and outputs
 * have the places that compute.ts gives them.
 */
export type Formula = (inputs: States, outputs: States) => void;

/** A share has an output for each input; everything else has one. */
export function formulaOf(derived: Derivation): Formula {
  switch (derived.kind) {
    case 'share':
      return shares;
    case 'largest-share':
      return (inputs, outputs) => one(outputs, whole(inputs), (total) => shareOf(largest(inputs), total));
    case 'herfindahl':
      return (inputs, outputs) => one(outputs, whole(inputs), (total) => concentration(inputs, total));
    case 'unit-price':
      return (inputs, outputs) =>
        one(outputs, allOf(inputs), () => (inputs.values[0]! / inputs.values[1]!) * derived.factor);
    case 'year-on-year':
      return (inputs, outputs) =>
        one(outputs, allOf(inputs), () => growth(inputs.values[0]!, inputs.values[1]!));
    case 'divergence':
      return (inputs, outputs) => one(outputs, allOf(inputs), () => divergence(inputs.values));
    case 'sum':
      return derived.over === undefined
        ? (inputs, outputs) => one(outputs, allOf(inputs), sum)
        : (inputs, outputs) => one(outputs, whole(inputs), sum);
  }
}

/** Inputs put together: their sum and weakest status; MISSING if one has no value, ABSENT if there is nothing. */
interface Together {
  readonly sum: number;
  readonly status: number;
}

const NOTHING: Together = { sum: Number.NaN, status: ABSENT };

/** Of those that are there: what is absent is no part of the whole. */
function whole(inputs: States): Together {
  return together(inputs, false);
}

/** All have to be there. */
function allOf(inputs: States): Together {
  return together(inputs, true);
}

function together(inputs: States, needsAll: boolean): Together {
  let [total, status, isMissing, count] = [0, STRONGEST, false, 0];
  for (let at = 0; at < inputs.statuses.length; at++) {
    const each = inputs.statuses[at]!;
    if (each === ABSENT && needsAll) return NOTHING;
    if (each === ABSENT) continue;
    count += 1;
    if (!isValued(inputs, at)) isMissing = true;
    else {
      total += inputs.values[at]!;
      status = weaker(status, each);
    }
  }
  if (count === 0) return NOTHING;
  return isMissing ? { sum: Number.NaN, status: MISSING } : { sum: total, status };
}

function one(outputs: States, inputs: Together, value: (sum: number) => number): void {
  settle(
    outputs,
    0,
    inputs.status,
    inputs.status > ABSENT && inputs.status !== MISSING ? value(inputs.sum) : Number.NaN,
  );
}

/** What cannot be computed, such as a division by nothing, is missing. */
function settle(outputs: States, at: number, status: number, value: number): void {
  const isValue = status !== ABSENT && status !== MISSING && Number.isFinite(value);
  // Adding 0 makes 0 of -0, which is the same observation.
  outputs.values[at] = isValue ? value + 0 : Number.NaN;
  outputs.statuses[at] = isValue || status === ABSENT ? status : MISSING;
}

function shares(inputs: States, outputs: States): void {
  const total = whole(inputs);
  for (let at = 0; at < inputs.statuses.length; at++) {
    const status = inputs.statuses[at] === ABSENT ? ABSENT : total.status;
    settle(outputs, at, status, shareOf(inputs.values[at]!, total.sum));
  }
}

/** In per cent. Of nothing, or of less, there are no shares. */
function shareOf(value: number, total: number): number {
  return total > 0 ? (100 * value) / total : Number.NaN;
}

function largest({ values, statuses }: States): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++)
    if (statuses[at] !== ABSENT && values[at]! > most) most = values[at]!;
  return most;
}

function concentration({ values, statuses }: States, total: number): number {
  let squares = 0;
  for (let at = 0; at < values.length; at++)
    if (statuses[at] !== ABSENT) squares += shareOf(values[at]!, total) ** 2;
  return squares;
}

/** In per cent. From nothing, or from less than that, no growth can be told. */
function growth(value: number, before: number): number {
  return before > 0 ? 100 * (value / before - 1) : Number.NaN;
}

/** Of a price, that of a year before, a volume, and that of a year before. Of nothing there is no logarithm. */
function divergence([price, priceBefore, volume, volumeBefore]: Float64Array): number {
  const isWhole = [price, priceBefore, volume, volumeBefore].every((value) => value! > 0);
  return isWhole ? 100 * (Math.log(price! / priceBefore!) - Math.log(volume! / volumeBefore!)) : Number.NaN;
}

function sum(total: number): number {
  return total;
}
