import { IS_DISPUTED } from './board.ts';
import { RANK } from './rank.ts';
import { COLUMNS as REPORT, SUMMARY } from './report-rows.ts';

/** What the queries of a week are asked with: its bounds as texts and in ms since 1970, and limits. */
export interface Span {
  readonly from: string;
  readonly to: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Of signals that ended, those raised before are left out. */
  readonly raisedSince: string;
  /** Of the audit trail so many of the newest records are looked at. */
  readonly records: number;
}

const GOING = `state IN ('open', 'dismissed', 'drafted') AND closed_at IS NULL`;

/** The index on states finds what goes on, that on times what was raised within the span; most ended long ago. */
const EPISODES = `WITH episode AS (
    SELECT id, level, state, raised_at, updated_at, closed_at FROM signal
    WHERE raised_at >= @raisedSince AND raised_at < @to
    UNION ALL
    SELECT id, level, state, raised_at, updated_at, closed_at FROM signal
    WHERE ${GOING} AND raised_at < @raisedSince
  )`;

const CHANGED = {
  opened: 'raised_at >= @from',
  closed: 'closed_at >= @from AND closed_at < @to',
  // The end of an episode is a change of it too.
  grown: 'raised_at < @from AND updated_at >= @from AND updated_at < @to AND updated_at IS NOT closed_at',
} as const;

const AFTER = '(closed_at IS NULL OR closed_at >= @to)';

export const SIGNAL_FLOW = `${EPISODES}
  SELECT level,
    count(*) FILTER (WHERE raised_at < @from AND (closed_at IS NULL OR closed_at >= @from)) AS before,
    count(*) FILTER (WHERE ${CHANGED.opened}) AS opened,
    count(*) FILTER (WHERE ${CHANGED.closed}) AS closed,
    count(*) FILTER (WHERE ${AFTER}) AS after,
    count(*) FILTER (WHERE ${AFTER} AND state = 'dismissed') AS dismissed,
    count(*) FILTER (WHERE ${CHANGED.grown}) AS grown
  FROM episode GROUP BY level`;

export function changedSignals(change: keyof typeof CHANGED): string {
  return `${EPISODES}
    SELECT ${SUMMARY} FROM signal WHERE id IN (SELECT id FROM episode WHERE ${CHANGED[change]})
    ORDER BY ${RANK} DESC, raised_at DESC, id LIMIT @limit`;
}

const OPEN = `state IN ('open', 'drafted') AND closed_at IS NULL`;

export const OPEN_LEVELS = `SELECT sector, level, count(*) AS count FROM signal WHERE ${OPEN} GROUP BY sector, level`;

// A silence has no values to draw.
export const HIGHEST = `SELECT ${SUMMARY} FROM signal WHERE ${OPEN} AND detector <> 'overdue'
  ORDER BY ${RANK} DESC, raised_at DESC, id LIMIT @limit`;

const IS_ISSUED = `state IN ('issued', 'updated', 'cancelled')`;

/** Nothing is issued that has expired: what was sent in the week or later expires after it began. */
const SENT_SINCE = `${IS_ISSUED} AND expires_at >= @fromMs AND sent >= @from`;

/** What a peer wrote as \`sent\` may lie before the week in which it came. */
const MOVED = `WITH moved AS (
    SELECT 'sent' AS way, id, status = 'actual' AS actual, level, sent, unixepoch(sent) * 1000 AS at, state,
      0 AS late, 0 AS disputed
    FROM bulletin WHERE ${SENT_SINCE} AND sent < @to
    UNION ALL
    SELECT 'received', id, ifnull(status = 'actual', 0), level, sent, sent_at, state, 0, ${IS_DISPUTED}
    FROM peer_bulletin WHERE sent_at >= @fromMs AND sent_at < @toMs
    UNION ALL
    SELECT 'received', id, ifnull(status = 'actual', 0), level, sent, sent_at, state, 1, ${IS_DISPUTED}
    FROM peer_bulletin WHERE ${IS_ISSUED} AND expires_at >= @fromMs AND sent_at < @fromMs
      AND verified_at >= @from AND verified_at < @to
  )`;

export const MOVED_COUNTS = `${MOVED}
  SELECT way, actual, level, count(*) AS count, sum(late) AS late, sum(disputed) AS disputed
  FROM moved GROUP BY way, actual, level`;

export const MOVED_BULLETINS = `${MOVED}, placed AS (
    SELECT *, row_number() OVER (PARTITION BY way, actual ORDER BY at DESC, id) AS place FROM moved
  )
  SELECT way, sent, state, late, disputed,
    ifnull((SELECT content FROM bulletin b WHERE b.id = placed.id),
      (SELECT content FROM peer_bulletin b WHERE b.id = placed.id)) AS content,
    (SELECT e.jws FROM peer_bulletin b JOIN entry e ON e.log = b.log AND e.seq = b.seq
      WHERE b.id = placed.id AND b.content = '') AS jws
  FROM placed WHERE place <= @limit ORDER BY at DESC, id`;

/** Whatever was a draft at some time since the week began, by when it ceased to be one. */
const DRAFTS = `WITH act AS MATERIALIZED (
    SELECT at, action, subject FROM audit
    WHERE seq > (SELECT ifnull(max(seq), 0) FROM audit) - @records AND at >= @fromMs
      AND action IN ('bulletin.returned', 'bulletin.withdrawn')
  ), held AS (
    SELECT id FROM bulletin WHERE state IN ('draft', 'in-review')
    UNION SELECT id FROM bulletin WHERE ${SENT_SINCE}
    UNION SELECT subject FROM act WHERE action = 'bulletin.withdrawn'
  ), life AS (
    SELECT id, status = 'actual' AS actual, state, created_at, sent, content,
      (SELECT max(at) FROM act WHERE subject = b.id AND action = 'bulletin.withdrawn') AS withdrawn_at,
      (SELECT count(*) FROM act WHERE subject = b.id AND action = 'bulletin.returned' AND at < @toMs) AS returned
    FROM bulletin b WHERE id IN (SELECT id FROM held) AND created_at < @to
  ), judged AS (
    SELECT *, CASE WHEN sent >= @from AND sent < @to THEN 'released' WHEN withdrawn_at < @toMs THEN 'withdrawn'
      ELSE 'waiting' END AS outcome
    FROM life
  )`;

export const DRAFT_FLOW = `${DRAFTS}
  SELECT count(*) FILTER (WHERE actual AND created_at < @from) AS before,
    count(*) FILTER (WHERE actual AND created_at >= @from) AS made,
    count(*) FILTER (WHERE actual AND outcome = 'released') AS released,
    count(*) FILTER (WHERE actual AND outcome = 'withdrawn') AS withdrawn,
    count(*) FILTER (WHERE actual AND outcome = 'waiting') AS after,
    ifnull(sum(returned) FILTER (WHERE actual), 0) AS returned,
    count(*) FILTER (WHERE NOT actual AND outcome = 'waiting') AS exercises
  FROM judged`;

export const DRAFT_LINES = `${DRAFTS}, placed AS (
    SELECT *, row_number() OVER (PARTITION BY actual ORDER BY created_at, id) AS place FROM judged
    WHERE outcome <> 'released' OR returned > 0
  )
  SELECT content, created_at AS createdAt, state, returned, outcome,
    (SELECT count(*) FROM approval a WHERE a.bulletin = placed.id) AS approvals
  FROM placed WHERE place <= @limit ORDER BY created_at, id`;

/** Found in an index that has the time, though not as its first column: contents are read of those alone that came then. */
const RECEIVED = `rowid IN (SELECT rowid FROM report WHERE received_at >= @from AND received_at < @to)`;

export const REPORT_COUNTS = `SELECT way = 'catalogue' AS catalogue, state, count(*) AS count
  FROM report WHERE ${RECEIVED} GROUP BY 1, 2`;

export const REPORTS_RECEIVED = `SELECT ${REPORT} FROM report WHERE ${RECEIVED} AND way <> 'catalogue'
  ORDER BY received_at DESC, id LIMIT @limit`;
