import type { OpenSignal } from '../../detect/port.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import { searchable } from '../../domain/search.ts';
import type { Signal } from '../../domain/signal.ts';
import type { QueuedSignal } from '../../queue/port.ts';
import type { InPlayQuery } from '../../situation/port.ts';
import type { Db } from './open.ts';
import { RANK } from './rank.ts';
import { SUMMARY, type SummaryRow, summaryOf } from './report-rows.ts';
import { orNull } from './values.ts';

/** A signal as its table has it: the same names, JSON as text, NULL for what is absent. */
export interface SignalRow
  extends Omit<Signal, 'explanation' | 'evidence' | 'closedAt' | 'reason' | 'bulletin'> {
  readonly closedAt: string | null;
  readonly explanation: string;
  readonly evidence: string;
  readonly reason: string | null;
  readonly bulletin: string | null;
}

export function rowOfSignal(signal: Signal): SignalRow {
  return {
    ...signal,
    closedAt: orNull(signal.closedAt),
    explanation: canonicalJson(signal.explanation),
    evidence: canonicalJson(signal.evidence),
    reason: orNull(signal.reason),
    bulletin: orNull(signal.bulletin),
  };
}

/** `parsed`: the row's evidence, where it was read before. */
export function signalOf(
  { closedAt, explanation, evidence, reason, bulletin, ...row }: SignalRow,
  parsed?: Signal['evidence'],
): Signal {
  return {
    ...row,
    explanation: JSON.parse(explanation) as Signal['explanation'],
    evidence: parsed ?? (JSON.parse(evidence) as Signal['evidence']),
    ...(closedAt === null ? {} : { closedAt }),
    ...(reason === null ? {} : { reason }),
    ...(bulletin === null ? {} : { bulletin }),
  };
}

export interface QueuedRow extends SummaryRow {
  readonly threshold: unknown;
}

export function queuedOf({ threshold, ...row }: QueuedRow): QueuedSignal {
  return { ...summaryOf(row), ...(typeof threshold === 'number' ? { threshold } : {}) };
}

const COLUMNS = `id, series, sector, detector, state, level, score, period, raised_at AS raisedAt,
  updated_at AS updatedAt, closed_at AS closedAt, explanation, evidence, reason, bulletin`;

// A detector that works from what it read a moment ago must not undo what an analyst decided since, who yet decided it of
// what was known then.
const PUT = `INSERT INTO signal (id, series, sector, detector, state, level, score, period, raised_at,
    updated_at, closed_at, explanation, evidence, reason, bulletin)
  VALUES (@id, @series, @sector, @detector, @state, @level, @score, @period, @raisedAt,
    @updatedAt, @closedAt, @explanation, @evidence, @reason, @bulletin)
  ON CONFLICT (id) DO UPDATE SET
    state = CASE
      WHEN state = 'dismissed' AND excluded.closed_at IS NULL AND excluded.level IN ('alert', 'serious')
        AND excluded.level <> level AND level <> 'serious' THEN 'open'
      WHEN state IN ('dismissed', 'drafted') THEN state
      ELSE excluded.state END,
    detector = excluded.detector, level = excluded.level, score = excluded.score, period = excluded.period,
    updated_at = excluded.updated_at, closed_at = excluded.closed_at,
    explanation = excluded.explanation, evidence = excluded.evidence`;

interface Filter {
  readonly state: string | null;
  readonly level: string | null;
  readonly sector: string | null;
  readonly series: string | null;
  readonly q: string | null;
  readonly limit: number;
  readonly offset: number;
}

/** What a signal is found by. */
const SAID = `concat_ws(char(10), id, series, explanation ->> '$.en', explanation ->> '$.ko', explanation ->> '$.ja')`;

const OPEN = `SELECT indicator, id, level FROM (
    SELECT substr(series, 1, instr(series, '/') - 1) AS indicator, id, level,
      row_number() OVER (PARTITION BY substr(series, 1, instr(series, '/') - 1)
        ORDER BY ${RANK} DESC, raised_at DESC, id) AS place
    FROM signal WHERE state = 'open'
  ) WHERE place = 1 ORDER BY indicator`;

const QUEUED = `SELECT ${SUMMARY}, evidence ->> ('$.parameters.' || level) AS threshold
  FROM signal WHERE state = 'open' AND level IN (SELECT value FROM json_each(@levels))
  ORDER BY ${RANK} DESC, raised_at DESC, id LIMIT @limit`;

// The trail has no index by time: what people judge on a day is among its newest records.
const JUDGED = `SELECT at FROM audit WHERE seq > (SELECT max(seq) FROM audit) - 50000 AND at >= ?
    AND (action = 'signal.dismissed' OR (action = 'bulletin.drafted' AND detail ->> '$.signal' IS NOT NULL))
  ORDER BY at`;

export function prepareSignals(db: Db) {
  db.function('searchable', { deterministic: true }, (text: unknown) => searchable(String(text)));
  return {
    position: db
      .prepare<[string, string], number>(
        'SELECT through_ordinal FROM detector_position WHERE series = ? AND detector = ?',
      )
      .pluck(),
    setPosition: db.prepare<[string, string, number]>(
      `INSERT INTO detector_position (series, detector, through_ordinal) VALUES (?, ?, ?)
       ON CONFLICT (series, detector) DO UPDATE SET through_ordinal = excluded.through_ordinal`,
    ),
    // Most series have none, and this says so in a fraction of the time of the next one.
    hasAny: db.prepare<[string], number>('SELECT 1 FROM signal WHERE series = ? LIMIT 1').pluck(),
    episode: db.prepare<[string, string], SignalRow>(
      `SELECT ${COLUMNS} FROM signal WHERE series = ? AND detector IN (SELECT value FROM json_each(?)) AND closed_at IS NULL
       ORDER BY raised_at DESC LIMIT 1`,
    ),
    episodes: db.prepare<[string], SignalRow>(
      // Most signals are closed by themselves: the index on states leaves them out.
      `SELECT ${COLUMNS} FROM signal WHERE state IN ('open', 'dismissed', 'drafted') AND detector = ?
         AND closed_at IS NULL ORDER BY raised_at, id`,
    ),
    put: db.prepare<[SignalRow]>(PUT),
    signals: db.prepare<[Filter], SignalRow>(
      `SELECT ${COLUMNS} FROM signal
       WHERE (@state IS NULL OR state = @state) AND (@level IS NULL OR level = @level)
         AND (@sector IS NULL OR sector = @sector) AND (@series IS NULL OR series = @series)
         AND (@q IS NULL OR instr(searchable(${SAID}), @q) > 0)
       ORDER BY raised_at DESC, id LIMIT @limit OFFSET @offset`,
    ),
    signal: db.prepare<[string], SignalRow>(`SELECT ${COLUMNS} FROM signal WHERE id = ?`),
    count: db
      .prepare<[object], number>('SELECT count(*) FROM signal WHERE @state IS NULL OR state = @state')
      .pluck(),
    open: db.prepare<[], OpenSignal>(OPEN),
    // Those that were raised within the span are few: the index on their times finds them.
    inPlay: db.prepare<[InPlayQuery], SummaryRow>(
      `SELECT ${SUMMARY} FROM signal
       WHERE raised_at >= @raisedSince AND state <> 'dismissed'
         AND (closed_at IS NULL OR closed_at >= @endedSince)
       ORDER BY raised_at DESC, id LIMIT @limit`,
    ),
    queued: db.prepare<[{ readonly levels: string; readonly limit: number }], QueuedRow>(QUEUED),
    countQueued: db
      .prepare<[string], number>(
        `SELECT count(*) FROM signal WHERE state = 'open' AND level IN (SELECT value FROM json_each(?))`,
      )
      .pluck(),
    judged: db.prepare<[number], number>(JUDGED).pluck(),
    dismiss: db.prepare<[string, string]>(`UPDATE signal SET state = 'dismissed', reason = ? WHERE id = ?`),
    markDrafted: db.prepare<[string, string]>(
      `UPDATE signal SET state = 'drafted', bulletin = ? WHERE id = ?`,
    ),
  };
}
