import { canonicalJson } from '../../domain/canonical.ts';
import { type Report, type ReportState, reportDay, type Triage } from '../../domain/report.ts';
import { reportDigest } from '../../domain/report-digest.ts';
import { searchable } from '../../domain/search.ts';
import type { ReportQuery, SignalSummary, SignalsNear } from '../../reports/port.ts';
import type { Db } from './open.ts';
import { orNull } from './values.ts';

/** A report as its table has it; NULL for what is absent. */
export interface ReportRow extends TriageRow {
  readonly id: string;
  readonly kind: string;
  readonly country: string;
  readonly sector: string;
  readonly day: string;
  readonly content: string;
  readonly digest: string;
  readonly way: string;
  readonly receivedFrom: string;
  readonly receivedAt: string;
  readonly copies: number;
}

interface TriageRow {
  readonly state: ReportState;
  readonly judgedAt: string | null;
  readonly judgedBy: string | null;
  readonly reason: string | null;
  readonly duplicateOf: string | null;
}

export function rowOfReport({ content, triage, ...report }: Report): ReportRow {
  const { kind, country, sector } = content;
  return {
    ...report,
    ...{ kind, country, sector, day: reportDay(content) },
    ...{ content: canonicalJson(content), digest: reportDigest(content) },
    ...rowOfTriage(triage),
  };
}

export function rowOfTriage(triage: Triage): TriageRow {
  const { state } = triage;
  const nobody = { judgedAt: null, judgedBy: null, reason: null, duplicateOf: null };
  if (state === 'new') return { state, ...nobody };
  const judged = { ...nobody, judgedAt: triage.at, judgedBy: triage.by };
  if (state === 'dismissed') return { state, ...judged, reason: triage.reason };
  if (state === 'duplicate') return { state, ...judged, duplicateOf: triage.of };
  return { state, ...judged };
}

export function reportOf(row: ReportRow): Report {
  const { id, way, receivedFrom, receivedAt, copies } = row;
  return {
    ...{ id, content: JSON.parse(row.content) as Report['content'], way: way as Report['way'] },
    ...{ receivedFrom, receivedAt, triage: triageOf(row), copies },
  };
}

/** What the constraints of the table allow. */
function triageOf({ state, judgedAt, judgedBy, reason, duplicateOf }: TriageRow): Triage {
  if (state === 'new') return { state };
  const judged = { at: judgedAt ?? '', by: judgedBy ?? '' };
  if (state === 'dismissed') return { state, ...judged, reason: reason ?? '' };
  if (state === 'duplicate') return { state, ...judged, of: duplicateOf ?? '' };
  return { state, ...judged };
}

export type ReportFilter = ReturnType<typeof filterOf>;

export function filterOf(query: ReportQuery) {
  const { catalogue, q, limit, offset } = query;
  return {
    state: orNull(query.state),
    kind: orNull(query.kind),
    sector: orNull(query.sector),
    country: orNull(query.country),
    source: orNull(query.source),
    event: orNull(query.event),
    status: orNull(query.status),
    catalogue: catalogue === undefined ? null : Number(catalogue),
    fromDay: orNull(query.from),
    toDay: orNull(query.to),
    q: orNull(q && searchable(q)),
    ...{ limit, offset },
  };
}

/** A signal without its evidence, as its table has it. */
export interface SummaryRow extends Omit<SignalSummary, 'explanation' | 'closedAt' | 'reason' | 'bulletin'> {
  readonly closedAt: string | null;
  readonly explanation: string;
  readonly reason: string | null;
  readonly bulletin: string | null;
}

export function summaryOf({ closedAt, explanation, reason, bulletin, ...row }: SummaryRow): SignalSummary {
  return {
    ...row,
    explanation: JSON.parse(explanation) as SignalSummary['explanation'],
    ...(closedAt === null ? {} : { closedAt }),
    ...(reason === null ? {} : { reason }),
    ...(bulletin === null ? {} : { bulletin }),
  };
}

export const COLUMNS = `id, kind, country, sector, day, content, digest, way, received_from AS receivedFrom,
  received_at AS receivedAt, state, judged_at AS judgedAt, judged_by AS judgedBy, reason,
  duplicate_of AS duplicateOf, copies`;

const ADD = `INSERT INTO report (id, kind, country, sector, day, content, digest, way, received_from, received_at,
    state, judged_at, judged_by, reason, duplicate_of, copies)
  VALUES (@id, @kind, @country, @sector, @day, @content, @digest, @way, @receivedFrom, @receivedAt,
    @state, @judgedAt, @judgedBy, @reason, @duplicateOf, @copies)`;

/** What a report is found by. */
const SAID = `concat_ws(char(10), id, content ->> '$.text', content ->> '$.item', content ->> '$.hsCodes',
  content ->> '$.source.name')`;

const LIST = `SELECT ${COLUMNS} FROM report
  WHERE (@state IS NULL OR state = @state) AND (@kind IS NULL OR kind = @kind)
    AND (@sector IS NULL OR sector = @sector) AND (@country IS NULL OR country = @country)
    AND (@source IS NULL OR content ->> '$.source.kind' = @source)
    AND (@event IS NULL OR content ->> '$.event.type' = @event)
    AND (@status IS NULL OR content ->> '$.event.status' = @status)
    AND (@catalogue IS NULL OR (way = 'catalogue') = @catalogue)
    AND (@fromDay IS NULL OR day >= @fromDay) AND (@toDay IS NULL OR day <= @toDay)
    AND (@q IS NULL OR instr(searchable(${SAID}), @q) > 0)
  ORDER BY day DESC, received_at DESC, id LIMIT @limit OFFSET @offset`;

// Who judges a report has read it in a state: judged meanwhile by somebody else, it stays as it is.
const JUDGE = `UPDATE report SET state = @state, judged_at = @judgedAt, judged_by = @judgedBy, reason = @reason,
    duplicate_of = @duplicateOf
  WHERE id = @id AND (state = 'new' OR (state = 'accepted' AND @state IN ('dismissed', 'duplicate')))
    AND (@duplicateOf IS NULL OR EXISTS (
      SELECT 1 FROM report AS target WHERE target.id = @duplicateOf AND target.state IN ('new', 'accepted')))`;

/** Of a signal all but its evidence. */
export const SUMMARY = `id, series, sector, detector, state, level, score, period, raised_at AS raisedAt,
    updated_at AS updatedAt, closed_at AS closedAt, explanation, reason, bulletin`;

// Signals on the goods in question come first, so that a limit leaves out others.
const NEAR = `SELECT ${SUMMARY}
  FROM (SELECT *, substr(series, 1, instr(series, '/') - 1) IN (SELECT value FROM json_each(@indicators)) AS on_goods
    FROM signal WHERE raised_at >= @fromDay AND raised_at < @toDay || '~' AND state <> 'dismissed')
  WHERE on_goods OR sector = @sector
  ORDER BY on_goods DESC, raised_at DESC, id LIMIT @limit`;

export function prepareReports(db: Db) {
  db.function('searchable', { deterministic: true }, (text: unknown) => searchable(String(text)));
  return {
    add: db.prepare<[ReportRow]>(ADD),
    report: db.prepare<[string], ReportRow>(`SELECT ${COLUMNS} FROM report WHERE id = ?`),
    sameAs: db
      .prepare<[string], string>(`SELECT id FROM report WHERE digest = ? AND way <> 'catalogue'`)
      .pluck(),
    countCopy: db.prepare<[string]>('UPDATE report SET copies = copies + 1 WHERE id = ?'),
    revise: db.prepare<[ReportRow]>(
      `UPDATE report SET kind = @kind, country = @country, sector = @sector, day = @day, content = @content,
         digest = @digest, received_at = @receivedAt WHERE id = @id`,
    ),
    reports: db.prepare<[ReportFilter], ReportRow>(LIST),
    judge: db.prepare<[TriageRow & { readonly id: string }]>(JUDGE),
    follow: db.prepare<{ id: string; of: string }>(
      'UPDATE report SET duplicate_of = @of WHERE duplicate_of = @id',
    ),
    duplicates: db
      .prepare<[string], string>('SELECT id FROM report WHERE duplicate_of = ? ORDER BY id')
      .pluck(),
    counts: db.prepare<[], { state: ReportState; count: number }>(
      'SELECT state, count(*) AS count FROM report GROUP BY state',
    ),
    near: db.prepare<[Omit<SignalsNear, 'indicators'> & { indicators: string }], SummaryRow>(NEAR),
    delivered: db
      .prepare<[string, string], string>('SELECT report FROM report_delivery WHERE sender = ? AND id = ?')
      .pluck(),
    deliver: db.prepare<[string, string, string, number]>(
      'INSERT INTO report_delivery (sender, id, report, expires_at) VALUES (?, ?, ?, ?)',
    ),
    forget: db.prepare<[number]>('DELETE FROM report_delivery WHERE expires_at < ?'),
  };
}
