import type { Command } from 'commander';
import { printRecord } from './output.ts';
import { remoteCommand } from './remote.ts';

export function nodeCommand(): Command {
  return remoteCommand<object>({
    usage: 'node',
    description: 'the node that is asked: who it is, its fingerprint, its log and its clocks',
    ask: (api) => api.get('/node'),
    show: printRecord,
  });
}
