import { Command } from 'commander';
import { z } from 'zod';
import { Indicator } from '../domain/indicator.ts';
import { readDocument } from './document.ts';
import { indicatorsCheckCommand } from './indicators-check.ts';
import { localised, printLine, printRecord, printTable } from './output.ts';
import { addRemote, type Page } from './remote.ts';

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
