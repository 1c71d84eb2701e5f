import type { ChannelName } from '../detect/channels/channel.ts';
import { type Crisis, courseWindow, earlyWindow } from './crises.ts';
import type { Span } from './days.ts';
import type { Judged } from './judged.ts';
import type { Offset } from './shifts.ts';
import { publicShared } from './visibility.ts';
import { firstRises, isCovered, mappedTo, type World } from './world.ts';

/** How many crises, and pairs of a crisis and a country that it hurt, had an alarm. */
export type WarningCounts = Readonly<
  Record<'early' | 'inWindow' | 'earlyCountries' | 'inWindowCountries', number>
>;

/**
 * How many there were to warn of: those with a series judged on some day of the window. Countries count by what they
 * see themselves: all public series and their own national ones.
 */
export function toWarnOf(world: World): WarningCounts {
  return count(world, ({ affected }, mapped, window) => ({
    any: isCovered(mapped, window),
    countries: affected.filter((country) =>
      isCovered(
        mapped.filter((each) => publicShared(country, each)),
        window,
      ),
    ),
  }));
}

/** How many of them had a rise of an alarm in the window. */
export function warned(world: World, channel: ChannelName, offset: Offset): WarningCounts {
  return count(world, ({ affected }, mapped, window) => {
    const rises = firstRises(mapped, channel, window, offset);
    return {
      any: rises.length > 0,
      countries: affected.filter((country) => rises.some(({ judged }) => publicShared(country, judged))),
    };
  });
}

type Ask = (
  crisis: Crisis,
  mapped: readonly Judged[],
  window: Span,
) => { readonly any: boolean; readonly countries: readonly string[] };

function count(world: World, ask: Ask): WarningCounts {
  const counts = { early: 0, inWindow: 0, earlyCountries: 0, inWindowCountries: 0 };
  for (const crisis of world.crises) {
    const mapped = mappedTo(world, crisis);
    const early = ask(crisis, mapped, earlyWindow(crisis));
    const course = ask(crisis, mapped, courseWindow(crisis));
    counts.early += Number(early.any);
    counts.inWindow += Number(course.any);
    counts.earlyCountries += early.countries.length;
    counts.inWindowCountries += course.countries.length;
  }
  return counts;
}
