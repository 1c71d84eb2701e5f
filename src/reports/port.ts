import type { AuditEvent } from '../domain/audit.ts';
import type { Indicator, Sector } from '../domain/indicator.ts';
import type { EventStatus, EventType } from '../domain/policy-event.ts';
import type { Report, ReportKind, ReportState, SourceKind, Triage } from '../domain/report.ts';
import type { Signal } from '../domain/signal.ts';
import type { EpochMs } from '../domain/time.ts';

export interface ReportQuery {
  readonly state?: ReportState;
  readonly kind?: ReportKind;
  readonly sector?: Sector;
  readonly country?: string;
  readonly source?: SourceKind;
  readonly event?: EventType;
  readonly status?: EventStatus;
  /** Only what the catalogue brought, or only what it did not. */
  readonly catalogue?: boolean;
  /** First and last day that reports are about, `2021-10-11`. */
  readonly from?: string;
  readonly to?: string;
  /** Part of the id, of the text, of the item, a code, or of the name of the source; however it is written. */
  readonly q?: string;
  readonly limit: number;
  readonly offset: number;
}

/** Who brings something, and when: the store adds what became of it. */
export type Bringer = Pick<AuditEvent, 'at' | 'actor'>;

/** What came of a report that was brought: kept under its id, or the same as one that is held under this id. */
export interface Receipt {
  readonly outcome: 'stored' | 'duplicate';
  readonly id: string;
}

/** A message of a sender, by the name that it gave it. */
export interface Delivery {
  readonly sender: string;
  readonly id: string;
  /** When its time alone has it refused. */
  readonly expiresAt: EpochMs;
}

export type Judgement = Exclude<Triage, { readonly state: 'new' }>;

/** A signal without its evidence. */
export type SignalSummary = Omit<Signal, 'evidence'>;

/** Signals that were raised within some days, on a sector or on some indicators. */
export interface SignalsNear {
  readonly fromDay: string;
  readonly toDay: string;
  readonly sector: Sector;
  readonly indicators: readonly string[];
  readonly limit: number;
}

/** What reports need of the store. What a promise says is durable when it resolves. */
export interface ReportStore {
  /**
   * Keeps reports in one transaction, each with an audit record. One that says exactly what another says that did not
   * come from the catalogue is counted with that one (`copies`) and not kept again.
   * @throws EwsError `token_replayed`, with `report`: this delivery was taken before; nothing is kept
   */
  receiveReports(
    reports: readonly Report[],
    bringer: Bringer,
    delivery?: Delivery,
  ): Promise<readonly Receipt[]>;
  /**
   * Keeps entries of the catalogue under their ids, with one audit record if anything changed. An entry that reads
   * otherwise today takes the place of the text of the one that is held; what was made of it stays.
   */
  keepCatalogue(
    reports: readonly Report[],
    bringer: Bringer,
  ): Promise<{ readonly stored: number; readonly revised: number; readonly duplicate: number }>;
  /**
   * Judges a report, with an audit record. Where it becomes a duplicate, those that were duplicates of it become
   * duplicates of what it is one of.
   * @throws EwsError `not_found`; `wrong_state`: it was judged before (an accepted one may still be dismissed or become
   *   a duplicate), or what it would be a duplicate of is one itself, or dismissed
   */
  judgeReport(id: string, judgement: Judgement, audit: AuditEvent): Promise<void>;

  report(id: string): Promise<Report | undefined>;
  /** The newest day first, then the newest received. */
  reports(query: ReportQuery): Promise<Report[]>;
  /** Those that were judged to be the same as one. */
  duplicatesOf(id: string): Promise<string[]>;
  countReports(): Promise<Readonly<Record<ReportState, number>>>;
  /** The newest first; what an analyst dismissed is left out. */
  signalsNear(near: SignalsNear): Promise<SignalSummary[]>;
}

/** What reports read of the indicator store: which codes of goods an indicator is about. */
export interface IndicatorReader {
  indicators(): Promise<readonly Indicator[]>;
  indicator(code: string): Promise<Indicator | undefined>;
}
