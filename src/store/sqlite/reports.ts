import type { AuditEvent } from '../../domain/audit.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Report, ReportState } from '../../domain/report.ts';
import type {
  Bringer,
  Delivery,
  Judgement,
  Receipt,
  ReportQuery,
  ReportStore,
  SignalSummary,
  SignalsNear,
} from '../../reports/port.ts';
import type { Sync } from '../sync.ts';
import type { AuditChain } from './audit.ts';
import { type Db, durably } from './open.ts';
import { filterOf, prepareReports, reportOf, rowOfReport, rowOfTriage, summaryOf } from './report-rows.ts';

/** What people report. */
export class SqliteReports implements Sync<ReportStore> {
  static readonly writes = ['receiveReports', 'keepCatalogue', 'judgeReport'] as const;

  readonly #db: Db;
  readonly #audit: AuditChain;
  readonly #sql: ReturnType<typeof prepareReports>;

  constructor(db: Db, audit: AuditChain) {
    this.#db = db;
    this.#audit = audit;
    this.#sql = prepareReports(db);
  }

  receiveReports(reports: readonly Report[], bringer: Bringer, delivery?: Delivery): Receipt[] {
    return durably(this.#db, () => {
      if (delivery !== undefined) this.#requireNew(delivery, bringer.at);
      const receipts = reports.map((report) => this.#receive(report, bringer));
      const [first] = receipts;
      if (delivery !== undefined && first !== undefined)
        this.#sql.deliver.run(delivery.sender, delivery.id, first.id, delivery.expiresAt);
      return receipts;
    });
  }

  keepCatalogue(reports: readonly Report[], bringer: Bringer) {
    return durably(this.#db, () => {
      const counts = { stored: 0, revised: 0, duplicate: 0 };
      for (const report of reports) counts[this.#keepEntry(report)] += 1;
      const { stored, revised } = counts;
      if (stored + revised > 0) {
        const action = 'report.catalogue-loaded';
        this.#audit.appendAudit({ ...bringer, action, subject: 'catalogue', detail: counts });
      }
      return counts;
    });
  }

  judgeReport(id: string, judgement: Judgement, audit: AuditEvent): void {
    durably(this.#db, () => {
      this.#require(id);
      if (judgement.state === 'duplicate') this.#require(judgement.of);
      const { changes } = this.#sql.judge.run({ id, ...rowOfTriage(judgement) });
      if (changes !== 1) throw this.#refusal(id, judgement);
      if (judgement.state === 'duplicate') this.#sql.follow.run({ id, of: judgement.of });
      this.#audit.appendAudit(audit);
    });
  }

  report(id: string): Report | undefined {
    const row = this.#sql.report.get(id);
    return row === undefined ? undefined : reportOf(row);
  }

  reports(query: ReportQuery): Report[] {
    return this.#sql.reports.all(filterOf(query)).map(reportOf);
  }

  duplicatesOf(id: string): string[] {
    return this.#sql.duplicates.all(id);
  }

  countReports(): Record<ReportState, number> {
    const counts = { new: 0, accepted: 0, dismissed: 0, duplicate: 0 };
    for (const { state, count } of this.#sql.counts.all()) counts[state] = count;
    return counts;
  }

  signalsNear({ indicators, ...near }: SignalsNear): SignalSummary[] {
    return this.#sql.near.all({ ...near, indicators: JSON.stringify(indicators) }).map(summaryOf);
  }

  #receive(report: Report, bringer: Bringer): Receipt {
    const row = rowOfReport(report);
    const held = this.#sql.sameAs.get(row.digest);
    const id = held ?? report.id;
    if (held === undefined) this.#sql.add.run(row);
    else this.#sql.countCopy.run(held);
    const action = held === undefined ? 'report.received' : 'report.repeated';
    this.#audit.appendAudit({ ...bringer, action, subject: id, detail: { way: report.way } });
    return { outcome: held === undefined ? 'stored' : 'duplicate', id };
  }

  #keepEntry(report: Report): 'stored' | 'revised' | 'duplicate' {
    const row = rowOfReport(report);
    const held = this.#sql.report.get(report.id);
    if (held?.digest === row.digest) return 'duplicate';
    if (held === undefined) this.#sql.add.run(row);
    else this.#sql.revise.run(row);
    return held === undefined ? 'stored' : 'revised';
  }

  /** Forgets first what its age alone has refused. */
  #requireNew({ sender, id }: Delivery, at: number): void {
    this.#sql.forget.run(at);
    const report = this.#sql.delivered.get(sender, id);
    if (report === undefined) return;
    throw new EwsError('token_replayed', `${sender} has sent the message ${id} before: it is ${report}.`, {
      report,
    });
  }

  #require(id: string): Report {
    const report = this.report(id);
    if (report === undefined) throw new EwsError('not_found', `There is no report ${id}.`, { id });
    return report;
  }

  /** Why a report was not judged. */
  #refusal(id: string, judgement: Judgement): EwsError {
    const { state } = this.#require(id).triage;
    const isFree = state === 'new' || (state === 'accepted' && judgement.state !== 'accepted');
    if (!isFree || judgement.state !== 'duplicate')
      return new EwsError('wrong_state', `The report ${id} is ${state}.`, { state });
    const target = this.#require(judgement.of).triage.state;
    const message = `The report ${judgement.of} is ${target}: it cannot stand for another one.`;
    return new EwsError('wrong_state', message, { state: target });
  }
}
