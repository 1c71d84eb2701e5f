import type { Command } from 'commander';
import type { Consequences } from '../situation/consequences.ts';
import { showEventsBeside } from './events-show.ts';
import { addRemote } from './remote.ts';
import { showEffects } from './supply-map-show.ts';

/** `effects <id>`: who is hit downstream by what stands at a path of the API, and the policy events that bear on it. */
export function addEffects(parent: Command, of: string, path: (id: string) => string): void {
  addRemote<Consequences>(parent, {
    usage: 'effects <id>',
    description: `who is hit downstream if what ${of} tells of fails, and the policy events that bear on it`,
    options: [['--lost <share>', 'the share that fails, above 0 and up to 1; else 1']],
    ask: (api, [id = ''], { lost }) => api.get(`${path(id)}/effects`, { lost }),
    show: showConsequences,
  });
}

export function showConsequences({ events, ...effects }: Consequences): void {
  showEffects(effects);
  showEventsBeside(events);
}
