import { Command } from 'commander';
import { printRecord } from './output.ts';
import { addRemote } from './remote.ts';

export function clockCommand(): Command {
  const clock = new Command('clock').description('business time and wall time');
  addRemote<object>(clock, {
    usage: 'show',
    description: 'both clocks',
    ask: (api) => api.get('/clock'),
    show: printRecord,
  });
  addRemote<object>(clock, {
    usage: 'set <time>',
    description: 'advance the business time of a replay, e.g. to 2021-10-11T00:00:00Z',
    ask: (api, [business]) => api.send('PUT', '/clock', { business }),
    show: printRecord,
  });
  return clock;
}
