import type { Effects } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { reportTexts } from '../../i18n/reports.ts';
import { supplyMapTexts } from '../../i18n/supply-map.ts';
import { Localised } from '../../ui/localised.tsx';
import { ReportKindChip } from '../reports/chips.tsx';
import { useNames } from './names.tsx';

type EventBeside = Effects['events']['standing'][number];
type Items = Effects['items'];

/** Whether there is any policy event to show. */
export function hasEvents({ standing, before }: Effects['events']): boolean {
  return standing.length + before.length > 0;
}

/** Policy events beside effects: those that stand, and what has happened before. Nothing where there are none. */
export function EventLists({ events, items }: Pick<Effects, 'events' | 'items'>) {
  const t = useTexts(supplyMapTexts);
  return (
    <>
      <EventList title={t.standing} events={events.standing} items={items} />
      <EventList title={t.before} events={events.before} items={items} />
    </>
  );
}

function EventList({ title, events, items }: { title: string; events: EventBeside[]; items: Items }) {
  if (events.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul class="signal-list">
        {events.map((event) => (
          <EventRow key={event.report.id} event={event} items={items} />
        ))}
      </ul>
    </section>
  );
}

function EventRow({ event, items }: { event: EventBeside; items: Items }) {
  const t = useTexts(reportTexts);
  const { report, status } = event;
  const { content } = report;
  return (
    <li class="signal" data-event={report.id}>
      <span class="signal-level">
        <ReportKindChip content={content} />
        <span class={`chip ${status === 'announced' || status === 'in-force' ? 'chip-open' : 'chip-quiet'}`}>
          {t.eventStatuses[status]}
        </span>
      </span>
      <div class="signal-said">
        <a href={`/reports/${report.id}`} data-row>
          <Localised text={content.text} />
        </a>
        <p class="soft signal-where">
          <Parties content={content} />
          {content.item !== undefined && <Localised text={content.item} />}
          <Dates content={content} />
          <BearsOn places={event.places} items={items} />
          {content.url === undefined ? (
            <span>{content.source.name}</span>
          ) : (
            <a href={content.url} rel="noreferrer" translate={false}>
              {content.source.name}
            </a>
          )}
        </p>
      </div>
    </li>
  );
}

type Content = EventBeside['report']['content'];

/** `China → Korea`: who acts, and whom it is aimed at or hits. */
function Parties({ content: { country, event } }: { content: Content }) {
  const format = useFormat();
  const affected = event?.affected ?? [];
  return (
    <strong>
      {format.country(country)}
      {affected.length > 0 && ` → ${affected.map(format.country).join(', ')}`}
    </strong>
  );
}

function Dates({ content: { event } }: { content: Content }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const dates = [
    [t.announcedOn, event?.announcedOn],
    [t.effectiveOn, event?.effectiveOn],
    [t.suspendedOn, event?.suspendedOn],
    [t.endedOn, event?.endedOn],
  ] as const;
  return (
    <>
      {dates.map(([name, day]) =>
        day === undefined ? null : (
          <span key={name}>
            {name} <time dateTime={day}>{format.day(day)}</time>
          </span>
        ),
      )}
    </>
  );
}

function BearsOn({ places, items }: { places: EventBeside['places']; items: Items }) {
  const t = useTexts(supplyMapTexts);
  const names = useNames(items);
  return places.length === 0 ? null : <span>{t.bearsOn(places.map(names.place).join(', '))}</span>;
}
