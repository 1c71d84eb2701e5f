/** Whether logarithms can be taken of all of them. */
export function isPositive(values: Float64Array): boolean {
  for (const value of values) if (!(value > 0)) return false;
  return true;
}

/** The largest magnitude. */
export function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
