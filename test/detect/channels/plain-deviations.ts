import { memoryOf } from '../../../src/detect/channels/changes.ts';
import type { PaceSettings } from '../../../src/detect/channels/pace.ts';
import { median, robustSpread } from '../../../src/detect/robust.ts';

/**
 * What docs/detection.md says of the change of a step, written down as it stands there: the newest of these points is
 * judged from the points of its memory, and everything is reckoned anew. Undefined while there is too little history.
 */
export function plainDeviations(pace: PaceSettings, ordinals: readonly number[], values: readonly number[]) {
  const from = Math.max(0, values.length - memoryOf(pace));
  const points = values.slice(from).map((value, at) => ({ value, ordinal: ordinals[from + at]! }));
  const isLogarithmic = points.every(({ value }) => value > 0);
  const scaled = points.map(({ value }) => (isLogarithmic ? Math.log(value) : value));
  const spans = points.map(({ ordinal }, at) =>
    pace.hasGaps || at === 0 ? 1 : Math.min(255, ordinal - points[at - 1]!.ordinal),
  );
  const raw = scaled.map((value, at) => {
    const difference = value - scaled[at - 1]!;
    return spans[at] === 1 ? difference : difference / Math.sqrt(spans[at]!);
  });
  /** The point so many periods before, by the spans: in a series with gaps, points stand for periods. */
  const before = (at: number, periods: number) => {
    let [place, distance] = [at, 0];
    while (place > 0 && distance < periods) {
      distance += spans[place]!;
      place -= 1;
    }
    return distance === periods && place > 0 ? place : undefined;
  };
  const unseasonal = (at: number) => {
    const places = Array.from({ length: pace.seasons }, (_, year) => before(at, (year + 1) * pace.season));
    const same = places.filter((place) => place !== undefined).map((place) => raw[place]!);
    const isSeasonal = pace.season > 0 && spans[at] === 1 && same.length >= 2;
    return raw[at]! - (isSeasonal ? median(Float64Array.from(same)) : 0);
  };
  const last = points.length - 1;
  const usual: number[] = [];
  for (let at = Math.max(1, last - pace.window); at < last; at += 1) usual.push(unseasonal(at) + 0);
  if (usual.length < pace.minimum) return undefined;

  const centre = median(Float64Array.from(usual));
  const magnitude = usual.reduce((sum, each) => sum + Math.abs(each), 0);
  const floor = Math.max(
    (pace.floorShare * 1.2533 * magnitude) / usual.length,
    pace.floorChange * (isLogarithmic ? 1 : Math.abs(points[last]!.value)),
  );
  const spread = Math.max(robustSpread(Float64Array.from(usual), centre), floor);
  if (!(spread > 0)) return { change: 0, surprise: 0 };
  const clipped = usual.map((each) => Math.max(-3, Math.min(3, (each - centre) / spread)));
  const products = clipped.slice(1).reduce((sum, each, at) => sum + clipped[at]! * each, 0);
  const squares = clipped.slice(0, -1).reduce((sum, each) => sum + each * each, 0);
  const carried = squares === 0 ? 0 : Math.max(-0.5, Math.min(0.5, products / squares));
  const change = unseasonal(last);
  const expected = centre + carried * spread * clipped.at(-1)!;
  const narrowed = Math.max(floor, spread * Math.sqrt(1 - carried * carried));
  const limited = (deviation: number) => Math.min(50, Math.max(-50, deviation)) + 0;
  return { change: limited((change - centre) / spread), surprise: limited((change - expected) / narrowed) };
}
