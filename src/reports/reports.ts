import type { AuditEvent } from '../domain/audit.ts';
import { EwsError } from '../domain/errors.ts';
import type { Actor } from '../domain/people.ts';
import type { Report, ReportContent, ReportWay, UnsignedReport } from '../domain/report.ts';
import { type Clock, dayOf, formatInstant } from '../domain/time.ts';
import type { Events } from '../events/events.ts';
import { type CataloguedEvent, cataloguedReports } from './catalogue.ts';
import { type Corroboration, createCorroboration } from './corroborate.ts';
import { type ReadRows, readReports } from './csv.ts';
import { createHourly } from './hourly.ts';
import type { Bringer, IndicatorReader, Judgement, Receipt, ReportStore } from './port.ts';
import type { ReportsSection } from './settings.ts';
import { similarTo } from './similar.ts';
import { type Message, verifyMessage } from './webhook.ts';

/** What became of the rows of a file: `offered` = `stored` + `duplicate` + `refused`. */
export interface ImportReport extends Pick<ReadRows, 'faults' | 'refused'> {
  readonly offered: number;
  readonly stored: number;
  readonly duplicate: number;
}

/** `offered` = `stored` + `revised` + `duplicate` + `later`. */
export interface CatalogueReport {
  readonly offered: number;
  readonly stored: number;
  /** They read otherwise than when they were loaded before. */
  readonly revised: number;
  readonly duplicate: number;
  /** They were not public yet by the node's business time. */
  readonly later: number;
}

/** What people report: receiving it, judging it, and what else is known of the same. */
export interface Reports extends Corroboration {
  /** @throws EwsError `invalid_input`: it was seen later than today */
  receive(content: ReportContent, way: 'console' | 'api', actor: Actor): Promise<Receipt>;
  /** @throws EwsError as readReports; a row that is wrong is told of and does not stop the others */
  importCsv(bytes: Uint8Array, name: string, actor: Actor): Promise<ImportReport>;
  /**
   * Takes a message of a sender; `read` makes a report of its body, once it is known to be the sender's.
   * @throws EwsError as verifyMessage; `rate_limited`; `token_replayed`; what `read` throws
   */
  deliver(message: Message, read: (body: Uint8Array) => UnsignedReport): Promise<Receipt>;
  loadCatalogue(actor: Actor): Promise<CatalogueReport>;
  catalogue(): readonly CataloguedEvent[];
  /** Others that may be about the same; at most ten, the nearest day first. */
  similar(report: Report): Promise<Report[]>;
  /** @throws EwsError as judgeReport of the store */
  accept(id: string, actor: Actor): Promise<void>;
  dismiss(id: string, reason: string, actor: Actor): Promise<void>;
  mergeInto(id: string, of: string, actor: Actor): Promise<void>;
}

export interface ReportParts {
  readonly store: ReportStore;
  readonly indicators: IndicatorReader;
  readonly settings: ReportsSection;
  /** Secrets by the name of the sender. */
  readonly secrets: ReadonlyMap<string, readonly Uint8Array[]>;
  readonly catalogue: () => readonly CataloguedEvent[];
  readonly business: Clock;
  readonly wall: Clock;
  readonly randomHex: () => string;
  readonly events: Events;
}

/** Rows of a file that are kept in one transaction: nobody waits long for the store. */
const BATCH = 200;

export function createReports(parts: ReportParts): Reports {
  const { store, settings, business, wall, events } = parts;
  const hourly = createHourly(settings.messagesPerHour);

  function newReport(content: ReportContent, way: ReportWay, receivedFrom: string): Report {
    const now = business.now();
    const id = `report-${dayOf(now)}-${parts.randomHex()}`;
    const receivedAt = formatInstant(now);
    return { id, content, way, receivedFrom, receivedAt, triage: { state: 'new' }, copies: 0 };
  }

  async function keep(reports: readonly Report[], bringer: Bringer): Promise<readonly Receipt[]> {
    const receipts = await store.receiveReports(reports, bringer);
    for (const [index, receipt] of receipts.entries()) tell(reports[index]!, receipt);
    return receipts;
  }

  function tell({ content, way }: Report, { id, outcome }: Receipt): void {
    events.reportReceived({ id, kind: content.kind, way, outcome });
  }

  function requirePast({ seenOn }: ReportContent): void {
    // A day further east has begun already: one day of grace.
    const latest = dayOf(business.now() + DAY_OF_GRACE_MS);
    if (seenOn <= latest) return;
    throw new EwsError('invalid_input', `What is reported was seen on ${seenOn}, which is yet to come.`, {
      issues: [{ path: 'body.seenOn', message: 'lies in the future' }],
    });
  }

  async function judge(id: string, judgement: Judgement, detail: object, actor: Actor): Promise<void> {
    const { state } = judgement;
    const action = `report.${state === 'duplicate' ? 'merged' : state}`;
    const audit: AuditEvent = { ...bringerOf(actor), action, subject: id, detail: { ...detail } };
    await store.judgeReport(id, judgement, audit);
    events.reportJudged({ id, state });
  }

  const bringerOf = ({ name, role }: Pick<Actor, 'name' | 'role'>): Bringer => ({
    at: wall.now(),
    actor: { name, role },
  });
  const judged = (actor: Actor) => ({ at: formatInstant(business.now()), by: actor.name });

  return {
    ...createCorroboration({ store, indicators: parts.indicators, days: settings.corroborationDays }),
    async receive(content, way, actor) {
      requirePast(content);
      const [receipt] = await keep([newReport(content, way, actor.name)], bringerOf(actor));
      return receipt!;
    },
    async importCsv(bytes, name, actor) {
      const { rows, faults, refused } = readReports(bytes, name);
      const counts = { stored: 0, duplicate: 0 };
      for (let from = 0; from < rows.length; from += BATCH) {
        const batch = rows.slice(from, from + BATCH);
        const reports = batch.map(({ content }) => newReport(content, 'csv', actor.name));
        for (const { outcome } of await keep(reports, bringerOf(actor))) counts[outcome] += 1;
      }
      return { offered: rows.length + refused, ...counts, refused, faults };
    },
    async deliver(message, read) {
      const { webhookSeconds: windowSeconds } = settings;
      const delivery = verifyMessage(message, parts.secrets, { now: wall.now(), windowSeconds });
      // After the signature: nobody else may use up what a sender has.
      hourly.count(message.sender, wall.now());
      const source = settings.senders.find(({ name }) => name === message.sender)?.source;
      if (source === undefined) throw new EwsError('internal', 'A secret has no sender.');
      const content: ReportContent = { ...read(message.body), source };
      requirePast(content);
      const sender = `sender:${message.sender}`;
      const report = newReport(content, 'webhook', sender);
      const bringer = bringerOf({ name: sender, role: 'node' });
      const [receipt] = await store.receiveReports([report], bringer, delivery);
      tell(report, receipt!);
      return receipt!;
    },
    async loadCatalogue(actor) {
      const all = parts.catalogue();
      const { reports, later } = cataloguedReports(all, business.now());
      const counts = await store.keepCatalogue(reports, bringerOf(actor));
      events.catalogueLoaded({ ...counts, later });
      return { offered: all.length, ...counts, later };
    },
    catalogue: parts.catalogue,
    similar: (report) => similarTo(report, store),
    accept: (id, actor) => judge(id, { state: 'accepted', ...judged(actor) }, {}, actor),
    dismiss: (id, reason, actor) =>
      judge(id, { state: 'dismissed', ...judged(actor), reason }, { reason }, actor),
    mergeInto: (id, of, actor) => judge(id, { state: 'duplicate', ...judged(actor), of }, { of }, actor),
  };
}

const DAY_OF_GRACE_MS = 86_400_000;
