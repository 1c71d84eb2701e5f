import { Command } from 'commander';
import { printLine, printTable } from './output.ts';
import { addRemote, type Page, remarkNext } from './remote.ts';

interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly checkpoint: string;
  readonly witnesses: {
    readonly required: number;
    readonly of: number;
    readonly size: number;
    readonly newest: readonly { readonly witness: string; readonly size: number; readonly at: string }[];
  };
}

interface Entry {
  readonly seq: number;
  readonly digest: string;
  readonly sealed: boolean;
}

export function logCommand(): Command {
  const log = new Command('log').description('the transparency log of the node');
  addRemote<Head>(log, {
    usage: 'show',
    description: 'size, root and checkpoint of the own log',
    ask: (api) => api.get('/log'),
    show: showHead,
  });
  addRemote<Page<Entry>>(log, {
    usage: 'entries',
    description: 'what is held of a log, entry by entry',
    options: [
      ['--origin <origin>', 'of the log of a peer, e.g. jp.ews.example/log/1'],
      ['--from <seq>', 'from this number on'],
      ['--limit <n>', 'how many at most'],
    ],
    ask: (api, _args, { origin, from, limit }) => api.get('/log/entries', { origin, from, limit }),
    show: showEntries,
  });
  return log;
}

function showHead({ origin, size, root, checkpoint, witnesses }: Head): void {
  printLine(`origin: ${origin}`);
  printLine(`size: ${size}`);
  printLine(`root: ${root}`);
  const { required, of, size: witnessed, newest } = witnesses;
  printLine(`witnessed: ${witnessed} of ${size} entries, by ${Math.max(1, required)} of ${of} nodes`);
  for (const { witness, size: seen, at } of newest) printLine(`witness: ${witness} ${seen}, ${at}`);
  printLine();
  process.stdout.write(checkpoint);
}

function showEntries(page: Page<Entry>): void {
  printTable(page.items, [
    ['Number', ({ seq }) => seq],
    ['Digest', ({ digest }) => digest],
    ['Held', ({ sealed }) => (sealed ? 'sealed' : 'whole')],
  ]);
  remarkNext(page, '--from');
}
