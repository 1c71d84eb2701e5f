import type { BulletinContent } from '../../domain/bulletin.ts';
import type { Report, ReportState } from '../../domain/report.ts';
import { DAY_MS, formatInstant } from '../../domain/time.ts';
import type { SignalInPlay } from '../../situation/port.ts';
import type {
  DraftFlow,
  DraftLine,
  MovedBulletin,
  MovedCount,
  SignalChange,
  SignalFlow,
  WeekQuery,
  WeekStore,
} from '../../situation-report/port.ts';
import type { Week } from '../../situation-report/week.ts';
import type { Sync } from '../sync.ts';
import type { Db } from './open.ts';
import { contentOf } from './peer-bulletin-content.ts';
import { type ReportRow, reportOf, type SummaryRow, summaryOf } from './report-rows.ts';
import {
  changedSignals,
  DRAFT_FLOW,
  DRAFT_LINES,
  HIGHEST,
  MOVED_BULLETINS,
  MOVED_COUNTS,
  OPEN_LEVELS,
  REPORT_COUNTS,
  REPORTS_RECEIVED,
  SIGNAL_FLOW,
  type Span,
} from './week-queries.ts';

/** A week is a matter of a moment: of episodes that ended, and of the audit trail, what is old is left out. */
const RAISED_WITHIN_MS = 365 * DAY_MS;
const RECORDS = 200_000;

type Limited = Span & { readonly limit: number };
type Flags = 'late' | 'disputed';

interface MovedRow extends Omit<MovedBulletin, 'content' | Flags> {
  readonly content: string;
  readonly jws: string | null;
  readonly late: 0 | 1;
  readonly disputed: 0 | 1;
}

/** What a week brought: counted and listed, never changed. */
export class SqliteWeeks implements Sync<WeekStore> {
  static readonly writes = [] as const;

  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#sql = prepare(db);
  }

  openLevels() {
    return this.#sql.openLevels.all();
  }

  highestSignals(limit: number): SignalInPlay[] {
    return this.#sql.highest.all({ limit }).map(summaryOf);
  }

  signalFlow(week: Week): SignalFlow[] {
    return this.#sql.signalFlow.all(spanOf(week));
  }

  changedSignals({ change, limit, ...week }: WeekQuery & { readonly change: SignalChange }): SignalInPlay[] {
    return this.#sql[change].all({ ...spanOf(week), limit }).map(summaryOf);
  }

  movedCounts(week: Week): MovedCount[] {
    return this.#sql.movedCounts.all(spanOf(week)).map((row) => ({ ...row, actual: row.actual === 1 }));
  }

  movedBulletins({ limit, ...week }: WeekQuery): MovedBulletin[] {
    return this.#sql.moved.all({ ...spanOf(week), limit }).map(
      ({ content, jws, late, disputed, ...row }): MovedBulletin => ({
        ...row,
        content: contentOf({ content, jws }),
        late: late === 1,
        disputed: disputed === 1,
      }),
    );
  }

  draftFlow(week: Week): DraftFlow {
    return this.#sql.draftFlow.get(spanOf(week)) as DraftFlow;
  }

  drafts({ limit, ...week }: WeekQuery): DraftLine[] {
    return this.#sql.drafts
      .all({ ...spanOf(week), limit })
      .map(({ content, ...row }) => ({ ...row, content: JSON.parse(content) as BulletinContent }));
  }

  reportCounts(week: Week) {
    const states: Record<ReportState, number> = { new: 0, accepted: 0, dismissed: 0, duplicate: 0 };
    let catalogue = 0;
    for (const row of this.#sql.reportCounts.all(spanOf(week))) {
      if (row.catalogue === 1) catalogue += row.count;
      else states[row.state] = row.count;
    }
    return { states, catalogue };
  }

  reportsReceived({ limit, ...week }: WeekQuery): Report[] {
    return this.#sql.reports.all({ ...spanOf(week), limit }).map(reportOf);
  }
}

function spanOf({ from, to }: Week): Span {
  return {
    ...{ from: formatInstant(from), to: formatInstant(to), fromMs: from, toMs: to },
    raisedSince: formatInstant(from - RAISED_WITHIN_MS),
    records: RECORDS,
  };
}

function prepare(db: Db) {
  return {
    openLevels: db.prepare<[], Awaited<ReturnType<WeekStore['openLevels']>>[number]>(OPEN_LEVELS),
    highest: db.prepare<[{ limit: number }], SummaryRow>(HIGHEST),
    signalFlow: db.prepare<[Span], SignalFlow>(SIGNAL_FLOW),
    opened: db.prepare<[Limited], SummaryRow>(changedSignals('opened')),
    grown: db.prepare<[Limited], SummaryRow>(changedSignals('grown')),
    closed: db.prepare<[Limited], SummaryRow>(changedSignals('closed')),
    movedCounts: db.prepare<[Span], Omit<MovedCount, 'actual'> & { readonly actual: 0 | 1 }>(MOVED_COUNTS),
    moved: db.prepare<[Limited], MovedRow>(MOVED_BULLETINS),
    draftFlow: db.prepare<[Span], DraftFlow>(DRAFT_FLOW),
    drafts: db.prepare<[Limited], Omit<DraftLine, 'content'> & { readonly content: string }>(DRAFT_LINES),
    reportCounts: db.prepare<[Span], { catalogue: 0 | 1; state: ReportState; count: number }>(REPORT_COUNTS),
    reports: db.prepare<[Limited], ReportRow>(REPORTS_RECEIVED),
  };
}
