import type { ChannelName } from '../detect/channels/channel.ts';
import type { Crisis } from './crises.ts';
import type { Day, Span } from './days.ts';
import { overlap } from './days.ts';
import type { Judged } from './judged.ts';
import { type Offset, shifted } from './shifts.ts';

/** All that the figures are computed from. */
export interface World {
  readonly time: Span;
  readonly crises: readonly Crisis[];
  readonly judged: readonly Judged[];
}

/** The judged series that could have seen a crisis. */
export function mappedTo({ judged }: World, crisis: Crisis): Judged[] {
  return judged.filter(({ series }) => crisis.series.includes(series));
}

/** The crises that a series could have seen. */
export function crisesOf({ crises }: World, { series }: Judged): Crisis[] {
  return crises.filter((crisis) => crisis.series.includes(series));
}

/** Whether any of the series was judged on any day of a window, so that it could have warned. */
export function isCovered(mapped: readonly Judged[], window: Span): boolean {
  return mapped.some(({ span }) => overlap(span, window) !== undefined);
}

/** The first rise of a series within a window. */
export interface FirstRise {
  readonly judged: Judged;
  readonly day: Day;
}

/** For each of the series that rises within the window, its first rise there; the series in the order given. */
export function firstRises(
  mapped: readonly Judged[],
  channel: ChannelName,
  window: Span,
  offset: Offset,
): FirstRise[] {
  const found: FirstRise[] = [];
  for (const judged of mapped) {
    let first = Number.POSITIVE_INFINITY;
    for (const rise of judged.rises[channel]) {
      const day = shifted(rise, judged.span, offset);
      if (day >= window.from && day < window.until && day < first) first = day;
    }
    if (first < Number.POSITIVE_INFINITY) found.push({ judged, day: first });
  }
  return found;
}

/** The first of all; of several on one day, that of the series that is named first. */
export function earliest(rises: readonly FirstRise[]): FirstRise | undefined {
  return rises.reduce<FirstRise | undefined>(
    (first, rise) => (first === undefined || rise.day < first.day ? rise : first),
    undefined,
  );
}
