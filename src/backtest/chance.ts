/** Mean and standard deviation over many draws of chance. */
export interface Chance {
  readonly mean: number;
  readonly standardDeviation: number;
}

/** A figure, beside what chance gives. */
export interface Measured {
  readonly value: number;
  readonly chance: Chance;
  /** The value less the mean of chance. */
  readonly aboveChance: number;
  /** The same in standard deviations of chance; null where chance does not vary. */
  readonly deviations: number | null;
}

/** Draws that could not be computed (no step of a kind was left) count for nothing. */
export function measured(value: number, draws: readonly number[]): Measured {
  const chance = chanceOf(draws.filter((draw) => Number.isFinite(draw)));
  const aboveChance = value - chance.mean;
  const { standardDeviation } = chance;
  return {
    value,
    chance,
    aboveChance,
    deviations: standardDeviation > 0 ? aboveChance / standardDeviation : null,
  };
}

function chanceOf(draws: readonly number[]): Chance {
  const [first = Number.NaN] = draws;
  // A sum of equal numbers rounds, and would seem to vary.
  if (draws.every((draw) => draw === first)) return { mean: first, standardDeviation: 0 };
  const mean = sum(draws) / draws.length;
  const variance = sum(draws.map((draw) => (draw - mean) ** 2)) / (draws.length - 1);
  return { mean, standardDeviation: Math.sqrt(variance) };
}

/** The same figures of what was and of each draw, by their names. */
export function againstChance<Name extends string>(
  actual: Readonly<Record<Name, number>>,
  draws: readonly Readonly<Record<Name, number>>[],
): Record<Name, Measured> {
  const names = Object.keys(actual) as Name[];
  const figures = names.map((name) => [
    name,
    measured(
      actual[name],
      draws.map((draw) => draw[name]),
    ),
  ]);
  return Object.fromEntries(figures) as Record<Name, Measured>;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
