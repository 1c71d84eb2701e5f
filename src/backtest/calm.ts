import type { ChannelName } from '../detect/channels/channel.ts';
import { CHANNEL_NAMES } from '../detect/channels/watch.ts';
import { lengthOf } from './days.ts';
import { LABELS, labelsOf } from './labels.ts';
import type { Offset } from './shifts.ts';
import { crisesOf, type World } from './world.ts';

const DAYS_A_YEAR = 365.25;

export function seriesYears({ judged }: World): number {
  return judged.reduce((days, { span }) => days + lengthOf(span), 0) / DAYS_A_YEAR;
}

/** Rises of all series, in and out of crises, for a year of a series. A shift changes nothing of it. */
export function alarmsPerYear(world: World, channel: ChannelName): number {
  const rises = world.judged.reduce((sum, judged) => sum + judged.rises[channel].length, 0);
  return rises / seriesYears(world);
}

/** The share of the calm days of all series on which they were in alarm; by offset. */
export function calmAlarm(world: World): (offset: Offset) => Record<ChannelName, number> {
  const labels = world.judged.map((each) => labelsOf(each.span, crisesOf(world, each)));
  return (offset) => {
    const alarm = Object.fromEntries(CHANNEL_NAMES.map((name) => [name, 0])) as Record<ChannelName, number>;
    let calm = 0;
    for (const [index, { inAlarm }] of world.judged.entries()) {
      const those = rolled(labels[index]!, offset);
      calm += countCalm(those);
      for (const name of CHANNEL_NAMES) alarm[name] += countCalm(those, inAlarm[name]);
    }
    for (const name of CHANNEL_NAMES) alarm[name] /= calm;
    return alarm;
  };
}

/** The labels that the days of a series have once it is shifted, in the order of the days before. */
function rolled(labels: Uint8Array, offset: Offset): Uint8Array {
  const by = offset % labels.length;
  const result = new Uint8Array(labels.length);
  result.set(labels.subarray(by));
  result.set(labels.subarray(0, by), labels.length - by);
  return result;
}

function countCalm(labels: Uint8Array, inAlarm?: Uint8Array): number {
  let count = 0;
  for (let day = 0; day < labels.length; day += 1) {
    if (labels[day] === LABELS.calm && (inAlarm === undefined || inAlarm[day] === 1)) count += 1;
  }
  return count;
}
