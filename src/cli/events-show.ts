import { placeKey } from '../domain/supply-map.ts';
import type { EventBeside, EventsBeside } from '../situation/events.ts';
import { localised, printLine, printTable } from './output.ts';

/** A list that is empty is left out. */
export function showEventsBeside({ standing, before }: EventsBeside): void {
  showList('Policy events announced or in force:', standing);
  showList('It has happened before, or elsewhere:', before);
}

function showList(title: string, events: readonly EventBeside[]): void {
  if (events.length === 0) return;
  printLine();
  printLine(title);
  printTable(events, [
    ['Id', ({ report }) => report.id],
    ['Announced', ({ report }) => report.content.event?.announcedOn],
    ['Effective', ({ report }) => report.content.event?.effectiveOn],
    ['Until', ({ report }) => report.content.event?.endedOn ?? report.content.event?.suspendedOn],
    ['Status', ({ status }) => status],
    ['Type', ({ report }) => report.content.event?.type],
    ['By', ({ report }) => report.content.country],
    ['Affected', ({ report }) => report.content.event?.affected],
    ['Item', ({ report }) => localised(report.content.item)],
    ['Bears on', ({ places }) => places.map(placeKey)],
    ['Source', ({ report }) => report.content.source.name],
    ['Address', ({ report }) => report.content.url],
  ]);
}
