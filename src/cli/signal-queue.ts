import type { Command } from 'commander';
import type { LocalisedText } from '../domain/indicator.ts';
import type { SignalInPlay } from '../situation/port.ts';
import { localised, printLine, printTable } from './output.ts';
import { addRemote, PAGING, type Page, remarkNext } from './remote.ts';

interface Queued {
  readonly place: number;
  readonly line: 'today' | 'cut-off' | 'below-alert';
  readonly signal: SignalInPlay;
  readonly because: LocalisedText;
}

/** GET /queue */
interface Queue extends Page<Queued> {
  readonly day: string;
  readonly isToday: boolean;
  readonly draftsPerWorkingDay: number;
  readonly judged: number;
  readonly waiting: number;
  readonly today: number;
  readonly cutOff: number;
}

const LINES: Readonly<Record<Queued['line'], string>> = {
  today: 'today',
  'cut-off': 'below the line',
  'below-alert': 'below alert',
};

export function addQueue(signals: Command): void {
  addRemote<Queue>(signals, {
    usage: 'queue',
    description: 'what waits to be judged, what matters most first, and what is for today',
    options: [
      ['--from <level>', 'from this level on (alert); lower ones stand behind the others, and do not count'],
      ['--sector <sector>', 'of this sector alone'],
      ...PAGING,
    ],
    ask: (api, _args, { from, sector, limit, offset }) => api.get('/queue', { from, sector, limit, offset }),
    show: showQueue,
  });
}

function showQueue(queue: Queue): void {
  const { day, isToday, draftsPerWorkingDay, judged, waiting, today, cutOff } = queue;
  printLine(`${today} of ${waiting} today; ${cutOff} ${cutOff === 1 ? 'waits' : 'wait'} below the line.`);
  const when = isToday ? day : `${day}, the last working day`;
  printLine(`Judged of ${draftsPerWorkingDay} on ${when}: ${judged}.`);
  printTable(queue.items, [
    ['Place', ({ place }) => place],
    ['When', ({ line }) => LINES[line]],
    ['Level', ({ signal }) => signal.level],
    ['Id', ({ signal }) => signal.id],
    ['Series', ({ signal }) => signal.series],
    ['Because', ({ because }) => localised(because)],
  ]);
  remarkNext(queue);
}
