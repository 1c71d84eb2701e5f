import type { Config } from '../config.ts';
import { EwsError } from '../domain/errors.ts';
import { type Clock, formatInstant, parseInstant } from '../domain/time.ts';
import type { Events } from '../events/events.ts';
import { BUSINESS_TIME, type BusinessClock } from '../node.ts';
import type { Stores } from '../store/stores.ts';

/** What the machine says it is, moved as the configuration asks. */
export function wallClock(config: Config): Clock {
  const offsetMs = config.clock.wallOffsetSeconds * 1000;
  return { now: () => Date.now() + offsetMs };
}

/** The time that data and bulletins are judged by: the wall's, or that of a replay. */
export async function businessClock(
  config: Config,
  stores: Stores,
  wall: Clock,
  events: Events,
  beforeAdvance: () => Promise<unknown>,
): Promise<BusinessClock> {
  const { business, replayFrom } = config.clock;
  if (business === 'wall' || replayFrom === undefined) {
    const refuse = async () => {
      throw new EwsError(
        'wrong_state',
        'Business time is the wall clock here: only a replay can be advanced.',
      );
    };
    return { mode: 'wall', now: () => wall.now(), advance: refuse };
  }
  let now = parseInstant((await stores.people.setting(BUSINESS_TIME)) ?? replayFrom);
  return {
    mode: 'replay',
    now: () => now,
    async advance(to) {
      if (to < now)
        throw new EwsError(
          'invalid_input',
          `Business time is ${formatInstant(now)}; it does not go back to ${formatInstant(to)}.`,
        );
      await beforeAdvance();
      await stores.people.setSetting(BUSINESS_TIME, formatInstant(to));
      now = to;
      events.clockAdvanced({ to: formatInstant(to) });
    },
  };
}
