import { Command } from 'commander';
import { printable, printRemark, printTable } from './output.ts';
import { addRemote, type Page } from './remote.ts';
import { ago, duration } from './spans.ts';

interface Direction {
  readonly state: string;
  readonly since: string;
  readonly reason: string;
  readonly lastSuccess?: string;
  readonly checkpointAgeSeconds?: number;
  readonly entriesBehind?: number;
  readonly roundTripMs?: number;
  readonly clockOffsetMs?: number;
  readonly lastError?: {
    readonly class: string;
    readonly code: string;
    readonly side: string;
    readonly at: string;
  };
  readonly nextAttempt?: string;
  readonly path?: string;
}

interface Link {
  readonly peer: string;
  readonly inbound: Direction;
  readonly outbound: Direction;
  readonly theirReport?: { readonly inbound: Theirs; readonly outbound: Theirs };
}

type Theirs = Pick<Direction, 'state' | 'reason'>;

interface History {
  readonly changes: readonly {
    readonly direction: string;
    readonly state: string;
    readonly reason: string;
    readonly from: string;
    readonly to?: string;
  }[];
}

/** A direction of a link, as a row. */
interface Row {
  readonly way: string;
  readonly here: Direction;
  readonly there: Theirs | undefined;
}

export function linksCommand(): Command {
  const links = new Command('links').description('how the links to the peers fare, in both directions');
  addRemote<Page<Link>>(links, {
    usage: 'list',
    isDefault: true,
    description: 'state of each direction, as both sides see it',
    ask: (api) => api.get('/links'),
    show: ({ items }) => showLinks(items),
  });
  addRemote<History>(links, {
    usage: 'history <node>',
    description: 'when a link had which state; of the last day unless a time is given',
    options: [
      ['--from <time>', 'from this time on, e.g. 2021-10-11T00:00:00Z'],
      ['--to <time>', 'up to this time'],
    ],
    ask: (api, [node = ''], { from, to }) =>
      api.get(`/links/${encodeURIComponent(node)}/history`, { from, to }),
    show: showHistory,
  });
  return links;
}

function showLinks(items: readonly Link[]): void {
  const now = Date.now();
  const rows = items.flatMap(({ peer, inbound, outbound, theirReport }): Row[] => [
    { way: `from ${peer}`, here: inbound, there: theirReport?.outbound },
    { way: `to ${peer}`, here: outbound, there: theirReport?.inbound },
  ]);
  printTable(rows, [
    ['Data', ({ way }) => way],
    ['State', ({ here }) => here.state],
    ['Reason', ({ here }) => here.reason],
    ['For', ({ here }) => ago(here.since, now)],
    ['Peer says', ({ there }) => there?.state],
    ['Last success', ({ here }) => ago(here.lastSuccess, now)],
    ['Checkpoint', ({ here }) => duration(here.checkpointAgeSeconds)],
    ['Path', ({ here }) => here.path],
    ['Behind', ({ here }) => here.entriesBehind],
    ['Round trip', ({ here }) => (here.roundTripMs === undefined ? '' : `${here.roundTripMs} ms`)],
    [
      'Clock',
      ({ here }) => (here.clockOffsetMs === undefined ? '' : `${(here.clockOffsetMs / 1000).toFixed(1)} s`),
    ],
  ]);
  for (const row of rows) if (row.here.state !== 'up') showTrouble(row, now);
}

/** What failed last where a direction is not up, and what goes on. */
function showTrouble({ way, here, there }: Row, now: number): void {
  const { lastError, nextAttempt } = here;
  const parts = [
    lastError &&
      `last error ${ago(lastError.at, now)} ago: ${lastError.class}, ${lastError.code}, ${sideText(lastError.side)}`,
    there !== undefined && there.state !== 'up' && `the peer says: ${there.state}, ${there.reason}`,
    nextAttempt && `next attempt in ${duration(Math.max(0, (Date.parse(nextAttempt) - now) / 1000))}`,
  ].filter((part) => typeof part === 'string');
  if (parts.length > 0) printRemark(printable(`${way}: ${parts.join('; ')}`));
}

function sideText(side: string): string {
  if (side === 'network') return 'on the network';
  return side === 'here' ? 'on our side' : "on the peer's side";
}

function showHistory({ changes }: History): void {
  printTable(changes, [
    ['Data', ({ direction }) => direction],
    ['State', ({ state }) => state],
    ['Reason', ({ reason }) => reason],
    ['From', ({ from }) => from],
    ['To', ({ to }) => to],
    ['For', ({ from, to }) => ago(from, to === undefined ? Date.now() : Date.parse(to))],
  ]);
}
