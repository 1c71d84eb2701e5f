import { EwsError } from '../domain/errors.ts';
import { type EpochMs, formatPeriod, ordinalAt, periodEnd, periodOrdinal } from '../domain/time.ts';

/** An ISO 8601 week, from Monday 00:00 UTC up to the next one. */
export interface Week {
  /** `2026-W47` */
  readonly name: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * The week of a name; without one the last that has ended, which is what a Monday morning asks for.
 * @throws EwsError `invalid_input`: no week, or one that has not begun
 */
export function weekNamed(name: string | undefined, now: EpochMs): Week {
  const running = ordinalAt('W', now);
  const ordinal = name === undefined ? running - 1 : periodOrdinal('W', name);
  if (ordinal <= running) return weekAt(ordinal);
  throw new EwsError('invalid_input', `The week ${name} has not begun: this one is ${weekAt(running).name}.`);
}

function weekAt(ordinal: number): Week {
  const name = formatPeriod('W', ordinal);
  return { name, from: periodEnd('W', formatPeriod('W', ordinal - 1)), to: periodEnd('W', name) };
}
