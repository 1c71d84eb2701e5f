import type { SupplyMap } from '../domain/supply-map.ts';
import { type Clock, dayOf } from '../domain/time.ts';
import { type Effects, effectsOf } from './effects.ts';
import { type EventsBeside, eventsBeside, readEvents } from './events.ts';
import { createLexicon } from './lexicon.ts';
import type { Occasion, Reading } from './occasion.ts';
import type { SituationReports } from './port.ts';

/** Who is hit, and the policy events that bear on it. */
export interface Consequences extends Effects {
  readonly events: EventsBeside;
}

/** What follows from what something tells of, by the map and the accepted reports of the moment. */
export function createConsequences(parts: {
  readonly map: SupplyMap;
  readonly reports: SituationReports;
  readonly business: Clock;
}): { readonly reading: Reading; of(occasion: Occasion, lost: number): Promise<Consequences> } {
  const { map } = parts;
  const reading = { map, lexicon: createLexicon(map) };
  return {
    reading,
    async of(occasion, lost) {
      const effects = effectsOf(map, { ...occasion.failure, lost });
      const at = { ...reading, day: dayOf(parts.business.now()) };
      return { ...effects, events: eventsBeside(at, occasion, effects, await readEvents(parts.reports)) };
    },
  };
}
