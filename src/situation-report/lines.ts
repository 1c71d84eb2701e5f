import type { BulletinContent } from '../domain/bulletin.ts';
import type { Indicator } from '../domain/indicator.ts';
import { type Report, reportDay } from '../domain/report.ts';
import { indicatorOfSeries } from '../domain/series.ts';
import { formatInstant } from '../domain/time.ts';
import type { Tlp } from '../domain/tlp.ts';
import type { Part } from '../situation/part.ts';
import type { SignalInPlay } from '../situation/port.ts';
import type { SituationDetail } from '../situation/situations.ts';
import type { DraftLine, MovedBulletin } from './port.ts';
import type { BulletinLine, DraftItem, ReportLine, SignalLine, SituationLine } from './schema.ts';

/** What lines are written with. */
export interface Known {
  readonly indicators: ReadonlyMap<string, Indicator>;
  readonly countries: ReadonlyMap<string, string>;
}

/** Members of a situation that are shown. */
const MOST_MEMBERS = 12;

export function signalLine(signal: SignalInPlay, { indicators }: Known): SignalLine {
  const { id, series, sector, state, level, period, raisedAt, updatedAt, closedAt, explanation } = signal;
  const indicator = indicators.get(indicatorOfSeries(series));
  return {
    ...{ id, series, sector, state, level, period, raisedAt, updatedAt, explanation },
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(indicator === undefined ? {} : { names: indicator.names, tlp: indicator.tlp }),
  };
}

function contentLine(content: BulletinContent, { countries }: Known) {
  const { id, issuer, status, type, level, sector, headline, expires, tlp } = content;
  const country = countries.get(issuer);
  const where = country === undefined ? { issuer } : { issuer, country };
  return { id, ...where, status, type, level, sector, headline, expires, tlp };
}

export function movedLine({ content, ...moved }: MovedBulletin, known: Known): BulletinLine {
  return { ...contentLine(content, known), ...moved };
}

export function draftLine({ content, ...draft }: DraftLine, known: Known): DraftItem {
  return { ...contentLine(content, known), way: 'draft', late: false, disputed: false, ...draft };
}

export function reportLine({ id, content, receivedAt, triage }: Report): ReportLine {
  const { kind, country, sector, source, text, tlp } = content;
  return {
    ...{ id, kind, country, sector, source: source.name, text, tlp, receivedAt },
    ...{ state: triage.state, day: reportDay(content) },
  };
}

export function situationLine(detail: SituationDetail, known: Known): SituationLine {
  const { situation } = detail;
  const { id, names, hsCodes, sector, suggested, since, seenBy, corroboration, parts } = situation;
  const texts = textsOf(detail, known);
  const members = parts.map((part) => memberLine(part, texts.get(part.id)));
  return {
    ...{ id, sector, corroboration, hsCodes: [...hsCodes], since: formatInstant(since) },
    ...(names === undefined ? {} : { names }),
    ...(suggested === undefined ? {} : suggested),
    seenBy: seenBy.map(({ by, own, level, since: first }) => ({
      ...{ by, own, since: formatInstant(first) },
      ...(level === undefined ? {} : { level }),
    })),
    members: { total: members.length, items: members.slice(0, MOST_MEMBERS) },
  };
}

type Member = SituationLine['members']['items'][number];
type Said = Pick<Member, 'text' | 'tlp'>;

function memberLine({ kind, id, by, level, since, disputed }: Part, said: Said | undefined): Member {
  const judged = level === undefined ? {} : { level };
  return { kind, id, by, ...judged, since: formatInstant(since), disputed, ...said };
}

/** What each part says, by its id. */
function textsOf({ signals, reports, bulletins }: SituationDetail, { indicators }: Known) {
  const ofSignal = (signal: SignalInPlay): Said => {
    const tlp: Tlp | undefined = indicators.get(indicatorOfSeries(signal.series))?.tlp;
    return { text: signal.explanation, ...(tlp === undefined ? {} : { tlp }) };
  };
  return new Map<string, Said>([
    ...signals.map((signal) => [signal.id, ofSignal(signal)] as const),
    ...reports.map(({ id, content: { text, tlp } }) => [id, { text, tlp }] as const),
    ...bulletins.map(({ content: { id, headline, tlp } }) => [id, { text: headline, tlp }] as const),
  ]);
}
