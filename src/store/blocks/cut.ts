import { MAX_POINTS, MAX_SPAN, MAX_VINTAGES } from './block.ts';
import type { Points } from './points.ts';

/**
 * Cuts the points `from` to `to` into parts that fit a block each: full ones from the front, so that a series
 * that grows at its end leaves full blocks behind. Returns where each part ends.
 */
export function cutIntoBlocks(points: Points, from: number, to: number): number[] {
  const ends: number[] = [];
  for (let start = from; start < to; start = ends.at(-1)!) ends.push(endOfBlock(points, start, to));
  return ends;
}

function endOfBlock({ latest, earlier }: Points, start: number, to: number): number {
  const first = latest.ordinals[start]!;
  const vintages = (end: number) =>
    end - start + earlier.lowerBound(latest.ordinals[end - 1]! + 1) - earlier.lowerBound(first);
  let end = Math.min(to, start + MAX_POINTS, latest.lowerBound(first + MAX_SPAN + 1));
  // A single point may have more vintages than that: it cannot be cut.
  while (end - start > 1 && vintages(end) > MAX_VINTAGES) end = start + ((end - start) >> 1);
  return end;
}
