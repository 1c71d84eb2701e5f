import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import { EwsError } from '../domain/errors.ts';
import { type Report, ReportContent } from '../domain/report.ts';
import type { CataloguedEvent } from '../reports/catalogue.ts';
import type { ApiClient } from './api-client.ts';
import { readDocument } from './document.ts';
import { addEffects } from './effects.ts';
import { EXIT } from './exit-codes.ts';
import { printLine, printRecord } from './output.ts';
import { addRemote, PAGING, type Page, type Stated } from './remote.ts';
import {
  type Imported,
  type ReportDetail,
  showCatalogue,
  showEvents,
  showImport,
  showReceived,
  showReport,
  showReports,
} from './report-output.ts';

export function reportsCommand(): Command {
  const reports = new Command('reports').description('what people report, apart from what is measured');
  addReading(reports);
  addBringing(reports);
  addJudging(reports);
  return reports;
}

const FILTERS = [
  ['--state <state>', 'new, accepted, dismissed or duplicate'],
  ['--sector <sector>', 'of this sector alone'],
  ['--country <country>', 'of this country alone'],
  ['--from <day>', 'about this day or a later one'],
  ['--to <day>', 'about this day or an earlier one'],
  ['--search <text>', 'part of the text, the item, a code or the source'],
  ...PAGING,
] as const;

function addReading(reports: Command): void {
  addRemote<Page<Report>>(reports, {
    usage: 'list',
    description: 'reports, the newest day first',
    options: [
      ['--kind <kind>', 'shortage, price, delivery, production, transport, policy-event or other'],
      ['--source <kind>', 'mission, company, agency, media or other'],
      ...FILTERS,
    ],
    ask: (api, _args, { kind, source, ...stated }) =>
      api.get('/reports', { ...filterOf(stated), kind, source }),
    show: showReports,
  });
  addRemote<Page<Report>>(reports, {
    usage: 'events',
    description: 'policy events among the reports: controls, sanctions, quotas, strikes, disasters',
    options: [
      ['--type <type>', 'export-control, sanction, quota, strike or disaster'],
      ['--status <status>', 'announced, in-force, suspended or ended'],
      ...FILTERS,
    ],
    ask: (api, _args, { type, status, ...stated }) =>
      api.get('/reports', { ...filterOf(stated), kind: 'policy-event', event: type, status }),
    show: showEvents,
  });
  addRemote<ReportDetail>(reports, {
    usage: 'show <id>',
    description: 'one report, with the others and the signals beside it',
    ask: askReport,
    show: showReport,
  });
  addEffects(reports, 'a report', path);
  addRemote<Page<CataloguedEvent>>(reports, {
    usage: 'catalogue',
    description: 'policy events of the past that the node knows, with their sources',
    ask: (api) => api.get('/reports/catalogue'),
    show: showCatalogue,
  });
}

function addBringing(reports: Command): void {
  addRemote<{ outcome: string; report: Report }>(reports, {
    usage: 'add <file>',
    description: 'report a sign, in YAML or JSON, - for standard input',
    ask: (api, [file = '']) => api.send('POST', '/reports', readDocument(file, ReportContent)),
    show: showReceived,
  });
  addRemote<Imported>(reports, {
    usage: 'import [file]',
    description:
      'import reports from CSV (- for standard input), or the policy events of the catalogue; exit code 1 if a row was refused',
    options: [['--catalogue', 'the events of the catalogue in place of a file']],
    ask: importFrom,
    show: showImport,
  });
}

function addJudging(reports: Command): void {
  addRemote<ReportDetail>(reports, {
    usage: 'accept <id>',
    description: 'judge a report to be a sign',
    ask: (api, [id = '']) => api.send('POST', `${path(id)}/accept`, {}),
    show: ({ id }) => printLine(`${id} is accepted.`),
  });
  addRemote<ReportDetail>(reports, {
    usage: 'dismiss <id>',
    description: 'judge a report to be none',
    required: [['--reason <text>', 'why']],
    ask: (api, [id = ''], { reason }) => api.send('POST', `${path(id)}/dismiss`, { reason }),
    show: ({ id }) => printLine(`${id} is dismissed.`),
  });
  addRemote<ReportDetail>(reports, {
    usage: 'duplicate <id>',
    description: 'judge a report to say the same as another one',
    required: [['--of <id>', 'the other one']],
    ask: (api, [id = ''], { of }) => api.send('POST', `${path(id)}/duplicate`, { of }),
    show: ({ id, triage }) => printLine(`${id} is a duplicate of ${'of' in triage ? triage.of : ''}.`),
  });
  addRemote<Readonly<Record<string, number>>>(reports, {
    usage: 'counts',
    description: 'how many reports are in each state',
    ask: (api) => api.get('/reports/counts'),
    show: (counts) => printRecord(counts),
  });
}

function filterOf({ state, sector, country, from, to, search, limit, offset }: Stated) {
  return { state, sector, country, from, to, q: search, limit, offset };
}

function path(id: string): string {
  return `/reports/${encodeURIComponent(id)}`;
}

async function importFrom(
  api: ApiClient,
  [file]: readonly string[],
  { catalogue }: Stated,
): Promise<Imported> {
  if ((file === undefined) === (catalogue === undefined))
    throw new EwsError('invalid_input', 'State either a file, or --catalogue.');
  if (file === undefined) return api.send('POST', '/reports/catalogue', {});
  const [name, input] =
    file === '-' ? ['standard input', process.stdin] : [basename(file), createReadStream(file)];
  const imported = await api.upload<Imported>('/reports/import', 'text/csv', input, { name });
  if (imported.refused !== undefined && imported.refused > 0) process.exitCode = EXIT.failed;
  return imported;
}

async function askReport(api: ApiClient, [id = '']: readonly string[]): Promise<ReportDetail> {
  const report = await api.get<ReportDetail>(path(id));
  const similar = await api.get<Page<Report>>(`${path(id)}/similar`);
  const signals = await api.get<Page<NonNullable<ReportDetail['signals']>[number]>>(`${path(id)}/signals`);
  return { ...report, similar: similar.items, signals: signals.items };
}
