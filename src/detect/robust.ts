/** Makes the median absolute deviation of normal values estimate their standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/**
 * The median; of an even number of values the mean of the middle two. The result depends on the values only,
 * not on their order, so that it is the same bit for bit however they came. The values must not hold NaN.
 */
export function median(values: Float64Array): number {
  return medianInPlace(values.slice());
}

/** 1.4826 times the median absolute deviation from `centre`: a spread that outliers do not move. */
export function robustSpread(values: Float64Array, centre: number): number {
  const deviations = new Float64Array(values.length);
  // Loops, not callbacks: this is the innermost work of every detector.
  for (let index = 0; index < values.length; index += 1)
    deviations[index] = Math.abs(values[index]! - centre);
  return MAD_TO_SIGMA * medianInPlace(deviations);
}

function medianInPlace(values: Float64Array): number {
  if (values.length === 0) throw new RangeError('The median of nothing.');
  const middle = values.length >> 1;
  const upper = select(values, middle);
  if (values.length % 2 === 1) return upper;
  // After the selection all values before the middle are at most `upper`.
  let lower = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < middle; index += 1) lower = Math.max(lower, values[index]!);
  return (lower + upper) / 2;
}

/** Hoare's quickselect: moves the k-th smallest value to place k and the smaller ones before it. */
function select(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1]!;
    let low = left;
    let high = right;
    while (low <= high) {
      while (values[low]! < pivot) low += 1;
      while (values[high]! > pivot) high -= 1;
      if (low <= high) {
        const value = values[low]!;
        values[low] = values[high]!;
        values[high] = value;
        low += 1;
        high -= 1;
      }
    }
    if (k <= high) right = high;
    else if (k >= low) left = low;
    else break;
  }
  return values[k]!;
}
