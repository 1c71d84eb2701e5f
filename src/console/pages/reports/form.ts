import type { Tlp } from '../../../domain/tlp.ts';
import type { LocalisedText, Report } from '../../api/types.ts';
import type { Locale } from '../../i18n/locale.ts';

type Content = Report['content'];
export type EventInput = Record<
  'affected' | 'announcedOn' | 'effectiveOn' | 'suspendedOn' | 'endedOn',
  string
> & {
  readonly type: NonNullable<Content['event']>['type'];
  readonly status: NonNullable<Content['event']>['status'];
};

/** A report as it is typed; empty text: not stated. */
export interface ReportForm {
  readonly kind: Content['kind'];
  readonly locale: Locale;
  readonly text: string;
  readonly item: string;
  readonly country: string;
  readonly sector: Content['sector'];
  readonly hsCodes: string;
  readonly sourceKind: Content['source']['kind'];
  readonly sourceName: string;
  readonly confidence: Content['confidence'];
  readonly tlp: Tlp;
  readonly seenOn: string;
  readonly url: string;
  readonly attachments: Content['attachments'];
  readonly event: EventInput;
}

/** `today`: by the clock of the node, as 2021-10-11. */
export function emptyForm(locale: Locale, today: string): ReportForm {
  return {
    ...{ kind: 'shortage', locale, text: '', item: '', country: '', sector: 'semiconductors', hsCodes: '' },
    ...{ sourceKind: 'mission', sourceName: '', confidence: 'medium', tlp: 'AMBER', seenOn: today, url: '' },
    attachments: [],
    event: {
      ...{ type: 'export-control', status: 'announced', affected: '', announcedOn: today },
      ...{ effectiveOn: '', suspendedOn: '', endedOn: '' },
    },
  };
}

/** What is sent: what the node does not take, it says itself. */
export function contentOf(form: ReportForm): object {
  const { kind, country, sector, sourceKind, sourceName, confidence, tlp, seenOn, url, attachments } = form;
  const localised = (text: string): LocalisedText => ({ [form.locale]: text.trim() });
  return {
    ...{ kind, country: country.trim().toUpperCase(), sector, confidence, tlp, seenOn, attachments },
    text: localised(form.text),
    ...(form.item.trim() === '' ? {} : { item: localised(form.item) }),
    hsCodes: words(form.hsCodes),
    source: { kind: sourceKind, name: sourceName.trim() },
    ...(url.trim() === '' ? {} : { url: url.trim() }),
    ...(kind === 'policy-event' ? { event: eventOf(form.event) } : {}),
  };
}

function eventOf({ affected, ...event }: EventInput): object {
  const stated = Object.entries(event).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(stated), affected: words(affected.toUpperCase()) };
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
