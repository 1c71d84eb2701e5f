import { Command } from 'commander';
import type { Signal } from '../domain/signal.ts';
import { addDraftFrom } from './draft-from.ts';
import { addEffects } from './effects.ts';
import { localised, printLine, printRecord, printTable } from './output.ts';
import { type Recomputation, recomputeAll, showRecomputation } from './recompute.ts';
import { addRemote, PAGING, type Page, remarkNext } from './remote.ts';
import { addQueue } from './signal-queue.ts';

export function signalsCommand(): Command {
  const signals = new Command('signals').alias('signal').description('what detectors raised');
  addRemote<Page<Signal>>(signals, {
    usage: 'list',
    description: 'signals, the newest first',
    options: [
      ['--state <state>', 'open, closed, dismissed or drafted'],
      ['--level <level>', 'attention, caution, alert or serious'],
      ['--sector <sector>', 'of this sector alone'],
      ['--series <series>', 'of this series alone'],
      ...PAGING,
    ],
    ask: (api, _args, { state, level, sector, series, limit, offset }) =>
      api.get('/signals', { state, level, sector, series, limit, offset }),
    show: showSignals,
  });
  addQueue(signals);
  addRemote<Signal>(signals, {
    usage: 'show <id>',
    description: 'one signal, with its evidence',
    ask: (api, [id = '']) => api.get(path(id)),
    show: showSignal,
  });
  addEffects(signals, 'a signal', path);
  addRemote<Recomputation>(signals, {
    usage: 'recompute <id>',
    description: 'compute the score of a signal again from its evidence alone; ends with 1 if it is another',
    ask: async (api, [id = '']) => recomputeAll([(await api.get<Signal>(path(id))).evidence]),
    show: showRecomputation,
  });
  addRemote<Signal>(signals, {
    usage: 'dismiss <id>',
    description: 'judge a signal to be none',
    required: [['--reason <text>', 'why']],
    ask: (api, [id = ''], { reason }) => api.send('POST', `${path(id)}/dismiss`, { reason }),
    show: ({ id }) => printLine(`${id} is dismissed.`),
  });
  addDraftFrom(signals, 'draft a bulletin from a signal', path);
  return signals;
}

function path(id: string): string {
  return `/signals/${encodeURIComponent(id)}`;
}

function showSignals(page: Page<Signal>): void {
  printTable(page.items, [
    ['Id', ({ id }) => id],
    ['Level', ({ level }) => level],
    ['State', ({ state }) => state],
    ['Series', ({ series }) => series],
    ['Detector', ({ detector }) => detector],
    ['Period', ({ period }) => period],
    ['Score', ({ score }) => score.toFixed(2)],
    ['Raised', ({ raisedAt }) => raisedAt],
  ]);
  remarkNext(page);
}

function showSignal({ evidence, explanation, ...signal }: Signal): void {
  printRecord(signal);
  printLine(`explanation: ${localised(explanation)}`);
  printRecord({ publisher: evidence.publisher, parameters: evidence.parameters }, 'evidence.');
  printTable(
    evidence.window.periods.map((period, index) => ({ period, index })),
    [
      ['Period', ({ period }) => period],
      [evidence.unit, ({ index }) => evidence.window.values[index]],
      ['Known', ({ index }) => evidence.window.knownAt[index]],
    ],
  );
}
