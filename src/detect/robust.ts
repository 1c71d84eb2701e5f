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

/** The median of the first few numbers, which it puts into their order; made for less than a dozen. */
export function medianOfFew(numbers: Float64Array, count: number): number {
  sortByStride(numbers, count, 1);
  const middle = count >> 1;
  const upper = numbers[middle]!;
  return count % 2 === 1 ? upper : (numbers[middle - 1]! + upper) / 2;
}

/** Steps of Shell's sort (Ciura 2001). */
const STRIDES = [701, 301, 132, 57, 23, 10, 4, 1];

/** Puts the first few numbers into their order; of some hundreds this takes a fraction of what `sort` does. */
export function sortFew(numbers: Float64Array, count: number): void {
  for (const stride of STRIDES) sortByStride(numbers, count, stride);
}

function sortByStride(numbers: Float64Array, count: number, stride: number): void {
  for (let index = stride; index < count; index += 1) {
    const number = numbers[index]!;
    let place = index;
    for (; place >= stride && numbers[place - stride]! > number; place -= stride)
      numbers[place] = numbers[place - stride]!;
    numbers[place] = number;
  }
}

/**
 * The same as `robustSpread` for numbers in the order of their size, in a few steps. `place`: the first whose number is
 * not smaller than the centre. The deviations below it rise to the left and those above to the right, so that it is
 * enough to find how many of the smaller half lie on either side.
 */
export function spreadOf(sorted: Float64Array, length: number, place: number, centre: number): number {
  const taken = (length >> 1) + 1;
  let low = Math.max(0, taken - (length - place));
  let high = Math.min(taken, place);
  while (low < high) {
    const below = (low + high) >>> 1;
    if (centre - sorted[place - 1 - below]! < sorted[place + taken - 1 - below]! - centre) low = below + 1;
    else high = below;
  }
  // `low` of those taken are below the centre; the largest of all is the nearest of the two outermost.
  const below = low > 0 ? centre - sorted[place - low]! : Number.NEGATIVE_INFINITY;
  const above = low < taken ? sorted[place + taken - low - 1]! - centre : Number.NEGATIVE_INFINITY;
  if (length % 2 === 1) return MAD_TO_SIGMA * Math.max(below, above);
  const [largest, other] = below > above ? [below, above] : [above, below];
  const inward =
    below > above
      ? low > 1
        ? centre - sorted[place - low + 1]!
        : Number.NEGATIVE_INFINITY
      : taken - low > 1
        ? sorted[place + taken - low - 2]! - centre
        : Number.NEGATIVE_INFINITY;
  return MAD_TO_SIGMA * ((Math.max(other, inward) + largest) / 2);
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
