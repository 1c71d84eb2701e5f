import type { Day, Span } from './days.ts';
import { lengthOf } from './days.ts';

/** Days by which everything that was said is moved; 0: as it was. */
export type Offset = number;

/** Offsets for all series together, within the time that is looked at. */
export function drawOffsets(count: number, time: Span, random: () => number): Offset[] {
  return Array.from({ length: count }, () => 1 + Math.floor(random() * (lengthOf(time) - 1)));
}

/**
 * Where a day of a series stands after the shift. What leaves the end of the series' own span comes in again at its
 * beginning: a series that covers a few years has as many alarms in these years as before, so that chance meets the
 * crises of these years as often as it would. Wrapping all series at the ends of the common time would move their
 * alarms into years of which they say nothing, and chance would look too weak.
 */
export function shifted(day: Day, span: Span, offset: Offset): Day {
  return span.from + ((day - span.from + offset) % lengthOf(span));
}
