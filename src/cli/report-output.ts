import { type Report, reportDay } from '../domain/report.ts';
import type { Signal } from '../domain/signal.ts';
import type { CataloguedEvent } from '../reports/catalogue.ts';

import { localised, printable, printLine, printRecord, printRemark, printTable } from './output.ts';
import { type Page, remarkNext } from './remote.ts';

/** A report with what stands beside it. */
export interface ReportDetail extends Report {
  readonly duplicates: readonly string[];
  readonly similar?: readonly Report[];
  readonly signals?: readonly { readonly matchedBy: string; readonly signal: Omit<Signal, 'evidence'> }[];
}

/** What an import came to: of a file or of the catalogue. */
export interface Imported {
  readonly offered: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly refused?: number;
  readonly revised?: number;
  readonly later?: number;
  readonly faults?: readonly { readonly line: number; readonly column?: string; readonly problem: string }[];
}

export function showReports(page: Page<Report>): void {
  printTable(page.items, [
    ['Id', ({ id }) => id],
    ['Day', ({ content }) => reportDay(content)],
    ['State', ({ triage }) => triage.state],
    ['Kind', ({ content }) => content.kind],
    ['Country', ({ content }) => content.country],
    ['Sector', ({ content }) => content.sector],
    ['Item', ({ content }) => localised(content.item)],
    ['Source', ({ content }) => `${content.source.kind}: ${content.source.name}`],
    ['Confidence', ({ content }) => content.confidence],
    ['TLP', ({ content }) => content.tlp],
  ]);
  remarkNext(page);
}

export function showEvents(page: Page<Report>): void {
  printTable(page.items, [
    ['Id', ({ id }) => id],
    ['Announced', ({ content }) => content.event?.announcedOn],
    ['Effective', ({ content }) => content.event?.effectiveOn],
    ['Type', ({ content }) => content.event?.type],
    ['Status', ({ content }) => content.event?.status],
    ['By', ({ content }) => content.country],
    ['Affected', ({ content }) => content.event?.affected],
    ['Item', ({ content }) => localised(content.item)],
    ['HS codes', ({ content }) => content.hsCodes],
    ['Report', ({ triage }) => triage.state],
  ]);
  remarkNext(page);
}

export function showReport({ content, similar = [], signals = [], ...report }: ReportDetail): void {
  const { text, item, attachments, ...rest } = content;
  printRecord(report);
  printLine(`text: ${printable(localised(text))}`);
  if (item !== undefined) printLine(`item: ${printable(localised(item))}`);
  printRecord(rest);
  for (const { name, size, sha256 } of attachments)
    printLine(`attachment: ${printable(name)}, ${size} bytes, sha256 ${sha256}`);
  if (similar.length > 0) {
    printLine();
    printLine('Other reports that may be about the same:');
    showReports({ items: similar });
  }
  if (signals.length === 0) return;
  printLine();
  printLine('Measured signals that support it:');
  printTable(signals, [
    ['Id', ({ signal }) => signal.id],
    ['By', ({ matchedBy }) => matchedBy],
    ['Level', ({ signal }) => signal.level],
    ['Series', ({ signal }) => signal.series],
    ['Raised', ({ signal }) => signal.raisedAt],
  ]);
}

export function showCatalogue({ items }: Page<CataloguedEvent>): void {
  printTable(items, [
    ['Id', ({ id }) => id],
    ['Announced', ({ announcedOn }) => announcedOn],
    ['Effective', ({ effectiveOn }) => effectiveOn],
    ['Type', ({ type }) => type],
    ['By', ({ country }) => country],
    ['Item', ({ item }) => localised(item)],
    ['HS codes', ({ hsCodes }) => hsCodes],
    ['Source', ({ source }) => `${source.publisher}: ${source.title} (${source.year})`],
  ]);
}

export function showReceived({ outcome, report }: { outcome: string; report: Report }): void {
  if (outcome === 'stored') printLine(`${report.id} is kept.`);
  else printLine(`The very same is held as ${report.id}; it is counted there.`);
}

export function showImport({ faults = [], offered, ...outcomes }: Imported): void {
  for (const { line, column, problem } of faults)
    printRemark(`line ${line}${column === undefined ? '' : `, ${column}`}: ${printable(problem)}`);
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  printLine(`${offered} offered: ${counts.join(', ')}.`);
}
