import { Command } from 'commander';
import { z } from 'zod';
import { Indicator } from '../domain/indicator.ts';
import { readDocument } from './document.ts';
import { indicatorsCheckCommand } from './indicators-check.ts';
import { localised, printLine, printRecord, printTable } from './output.ts';
import { addRemote, type Page } from './remote.ts';

interface Overdue extends Pick<Indicator, 'code' | 'names' | 'grade'> {
  readonly lastPeriod: string;
  readonly nextPeriod: string;
  readonly expectedAt: string;
  readonly cadenceDays: number;
  readonly lateDays: number;
  readonly signal?: { readonly id: string; readonly level: string };
}

export function indicatorsCommand(): Command {
  const indicators = new Command('indicators').description('the catalogue: what is measured');
  addRemote<Page<Indicator>>(indicators, {
    usage: 'list',
    description: 'the whole catalogue',
    ask: (api) => api.get('/indicators'),
    show: ({ items }) => showIndicators(items),
  });
  addRemote<Indicator>(indicators, {
    usage: 'show <code>',
    description: 'one indicator',
    ask: (api, [code = '']) => api.get(`/indicators/${encodeURIComponent(code)}`),
    show: printRecord,
  });
  addRemote<Page<Overdue>>(indicators, {
    usage: 'overdue',
    description: 'what should have come by now, and has not, the latest first',
    ask: (api) => api.get('/indicators/overdue'),
    show: ({ items }) => showOverdue(items),
  });
  addRemote<{ changed: number }>(indicators, {
    usage: 'put <file>',
    description: 'add or replace indicators: a list in YAML or JSON, - for standard input',
    ask: (api, [file = '']) =>
      api.send('PUT', '/indicators', { items: readDocument(file, z.array(Indicator).min(1)) }),
    show: ({ changed }) => printLine(`${changed} new or different.`),
  });
  indicators.addCommand(indicatorsCheckCommand());
  return indicators;
}

function showIndicators(items: readonly Indicator[]): void {
  printTable(items, [
    ['Code', ({ code }) => code],
    ['Name', ({ names }) => localised(names)],
    ['Sector', ({ sector }) => sector],
    ['Frequency', ({ frequency }) => frequency],
    ['Grade', ({ grade }) => grade],
    ['Unit', ({ unit }) => unit],
    ['TLP', ({ tlp }) => tlp],
  ]);
}

function showOverdue(items: readonly Overdue[]): void {
  printTable(items, [
    ['Code', ({ code }) => code],
    ['Name', ({ names }) => localised(names)],
    ['Grade', ({ grade }) => grade],
    ['Last', ({ lastPeriod }) => lastPeriod],
    ['Missing', ({ nextPeriod }) => nextPeriod],
    ['Expected', ({ expectedAt }) => expectedAt.slice(0, 10)],
    ['Days late', ({ lateDays, cadenceDays }) => `${lateDays} (may be ${cadenceDays})`],
    ['Signal', ({ signal }) => (signal === undefined ? '' : `${signal.id} (${signal.level})`)],
  ]);
}
