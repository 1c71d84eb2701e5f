import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { ApiClient } from './api-client.ts';
import { EXIT } from './exit-codes.ts';
import { printable, printLine, printTable } from './output.ts';
import { addRemote, type Page } from './remote.ts';

interface Run {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly outcome: 'ingested' | 'not-modified' | 'failed';
  readonly bytes: number;
  readonly code?: string;
  readonly message?: string;
  readonly counts?: Readonly<
    Record<'offered' | 'stored' | 'revised' | 'unchanged' | 'superseded' | 'refused', number>
  >;
}

interface Source {
  readonly name: string;
  readonly schedule: string;
  readonly activity: 'idle' | 'waiting' | 'running';
  readonly lastSuccessAt?: string;
  readonly failingSince?: string;
  readonly nextAt?: string;
  readonly lastRun?: Run;
}

/** How often it is asked whether a run has ended. */
const POLL_MS = 500;

export function sourcesCommand(): Command {
  const sources = new Command('sources').description('data that the node fetches by a schedule');
  addRemote<Page<Source>>(sources, {
    usage: 'list',
    isDefault: true,
    description: 'sources, and how their last runs ended',
    ask: (api) => api.get('/sources'),
    show: ({ items }) => showSources(items),
  });
  addRemote<Page<Run>>(sources, {
    usage: 'runs <name>',
    description: 'the runs of a source, the newest first',
    options: [['--limit <n>', 'how many at most']],
    ask: (api, [name = ''], { limit }) => api.get(`${path(name)}/runs`, { limit }),
    show: ({ items }) => showRuns(items),
  });
  addRemote<Run>(sources, {
    usage: 'fetch <name>',
    description: 'fetch a source at once, and wait for what comes of it; exit code 1 if it failed',
    ask: (api, [name = '']) => fetchNow(api, name),
    show: showRun,
  });
  return sources;
}

async function fetchNow(api: ApiClient, name: string): Promise<Run> {
  const before = await api.send<Source>('POST', `${path(name)}/fetch`);
  for (;;) {
    const { items } = await api.get<Page<Source>>('/sources');
    const now = items.find((each) => each.name === name);
    const run = now?.lastRun;
    if (now?.activity === 'idle' && run !== undefined && run.endedAt !== before.lastRun?.endedAt) {
      if (run.outcome === 'failed') process.exitCode = EXIT.failed;
      return run;
    }
    await sleep(POLL_MS);
  }
}

function path(name: string): string {
  return `/sources/${encodeURIComponent(name)}`;
}

function showSources(items: readonly Source[]): void {
  printTable(items, [
    ['Name', ({ name }) => name],
    ['Schedule', ({ schedule }) => schedule],
    ['Now', ({ activity }) => activity],
    ['Last success', ({ lastSuccessAt }) => lastSuccessAt],
    ['Last run', ({ lastRun }) => lastRun?.outcome],
    ['Fails since', ({ failingSince }) => failingSince],
    ['Code', ({ lastRun }) => lastRun?.code],
    ['Next', ({ nextAt }) => nextAt ?? 'when asked for'],
  ]);
}

function showRuns(items: readonly Run[]): void {
  printTable(items, [
    ['Ended', ({ endedAt }) => endedAt],
    ['Outcome', ({ outcome }) => outcome],
    ['Bytes', ({ bytes }) => bytes],
    ['Stored', ({ counts }) => counts?.stored],
    ['Revised', ({ counts }) => counts?.revised],
    ['Unchanged', ({ counts }) => counts?.unchanged],
    ['Superseded', ({ counts }) => counts?.superseded],
    ['Refused', ({ counts }) => counts?.refused],
    ['Why', ({ message }) => message],
  ]);
}

function showRun({ outcome, bytes, code, message, counts }: Run): void {
  if (outcome === 'failed') printLine(printable(`failed: ${message} [${code}]`));
  else if (counts === undefined) printLine('not modified: the source has nothing new');
  else {
    const { offered, ...outcomes } = counts;
    const rows = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
    printLine(`${offered} rows, ${bytes} bytes: ${rows.join(', ')}.`);
  }
}
