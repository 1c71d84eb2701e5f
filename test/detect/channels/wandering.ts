import { seeded } from '../../../src/replay/random.ts';

/** A positive series that wanders; the seed says how. */
export function wandering(length: number, seed: number): number[] {
  const random = seeded(seed);
  let value = 100;
  return Array.from({ length }, () => {
    value *= Math.exp((random() + random() + random() - 1.5) * 0.1);
    return value;
  });
}
