import { Command } from 'commander';
import { printTable } from './output.ts';
import { addRemote, type Page } from './remote.ts';
import { seriesExportCommand } from './series-export.ts';

interface Summary {
  readonly series: string;
  readonly points: number;
  readonly firstPeriod: string;
  readonly lastPeriod: string;
  readonly knownAt: string;
}

interface Point {
  readonly period: string;
  readonly value?: number;
  readonly status: string;
  readonly knownAt: string;
}

export function seriesCommand(): Command {
  const series = new Command('series').description('the series that the node holds');
  addRemote<Page<Summary>>(series, {
    usage: 'list',
    description: 'series, of one indicator or of all',
    options: [
      ['--indicator <code>', 'of this indicator alone'],
      ['--limit <n>', 'how many at most'],
    ],
    ask: (api, _args, { indicator, limit }) => api.get('/series', { indicator, limit }),
    show: ({ items }) => showSummaries(items),
  });
  addRemote<Page<Point>>(series, {
    usage: 'show <series>',
    description: 'one value for each period',
    options: [
      ['--as-of <time>', 'as it was known then, e.g. 2021-10-11T00:00:00Z'],
      ['--from-period <period>', 'from this period on'],
      ['--to-period <period>', 'up to this period'],
      ['--limit <n>', 'how many at most'],
    ],
    ask: (api, [key], { asOf, fromPeriod: from, toPeriod: to, limit }) =>
      api.get('/series/observations', { series: key, asOf, from, to, limit }),
    show: ({ items }) => showPoints(items),
  });
  addRemote<Page<Point>>(series, {
    usage: 'history <series> <period>',
    description: 'every vintage of one point, as they became known',
    ask: (api, [key, period]) => api.get('/series/history', { series: key, period }),
    show: ({ items }) => showPoints(items),
  });
  series.addCommand(seriesExportCommand());
  return series;
}

function showSummaries(items: readonly Summary[]): void {
  printTable(items, [
    ['Series', ({ series }) => series],
    ['Points', ({ points }) => points],
    ['From', ({ firstPeriod }) => firstPeriod],
    ['To', ({ lastPeriod }) => lastPeriod],
    ['Known', ({ knownAt }) => knownAt],
  ]);
}

function showPoints(items: readonly Point[]): void {
  printTable(items, [
    ['Period', ({ period }) => period],
    ['Value', ({ value }) => value],
    ['Status', ({ status }) => status],
    ['Known', ({ knownAt }) => knownAt],
  ]);
}
