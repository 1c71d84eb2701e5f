import type { KeptReport, LinkChange, LinkSample, LinkSpell } from '../../links/port.ts';
import type { Db } from './open.ts';
import { orNull, orUndefined } from './values.ts';

type Nullable<T> = {
  readonly [Name in keyof T]: undefined extends T[Name] ? Exclude<T[Name], undefined> | null : T[Name];
};
type SampleRow = Nullable<LinkSample>;
type SpellRow = Nullable<LinkSpell>;

export function sampleRow(sample: LinkSample): SampleRow {
  return {
    ...sample,
    roundTripMs: orNull(sample.roundTripMs),
    clockOffsetMs: orNull(sample.clockOffsetMs),
    checkpointAgeSeconds: orNull(sample.checkpointAgeSeconds),
    entriesBehind: orNull(sample.entriesBehind),
  };
}

export function sampleOf(row: SampleRow): LinkSample {
  return {
    ...row,
    roundTripMs: orUndefined(row.roundTripMs),
    clockOffsetMs: orUndefined(row.clockOffsetMs),
    checkpointAgeSeconds: orUndefined(row.checkpointAgeSeconds),
    entriesBehind: orUndefined(row.entriesBehind),
  };
}

export function spellOf(row: SpellRow): LinkSpell {
  return { ...row, until: orUndefined(row.until) };
}

interface Span {
  readonly peer: string;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

// `%` takes whole numbers of its operands; `/` would not, since a number from outside is a REAL.
// A span that was made coarser before stays as it is: what is merged twice was whole the first time.
const MERGE = `INSERT INTO link_sample (peer, seconds, at, round_trip_ms, clock_offset_ms, checkpoint_age, entries_behind)
  SELECT peer, @toSeconds, at - at % @width, avg(round_trip_ms), avg(clock_offset_ms), max(checkpoint_age),
    max(entries_behind)
  FROM link_sample WHERE seconds = @fromSeconds AND at < @before
  GROUP BY peer, at - at % @width
  ON CONFLICT DO NOTHING`;

const SPELLS = `SELECT peer, direction, state, reason, at, until FROM (
    SELECT *, lead(at) OVER (PARTITION BY direction ORDER BY at) AS until FROM link_change WHERE peer = @peer
  )
  WHERE at <= @to AND (until IS NULL OR until > @from)
  ORDER BY at DESC, direction DESC LIMIT @limit`;

const SAMPLES = `SELECT peer, at, seconds, round_trip_ms AS roundTripMs, clock_offset_ms AS clockOffsetMs,
    checkpoint_age AS checkpointAgeSeconds, entries_behind AS entriesBehind
  FROM link_sample WHERE peer = @peer AND at >= @from AND at <= @to
  ORDER BY at DESC, seconds LIMIT @limit`;

// The last change before the time holds into it, and stays.
const FORGET_CHANGES = `DELETE FROM link_change AS old
  WHERE at < @before AND EXISTS (
    SELECT 1 FROM link_change later
    WHERE later.peer = old.peer AND later.direction = old.direction AND later.at > old.at
      AND later.at <= @before
  )`;

export function prepareLinks(db: Db) {
  return {
    // Two changes in one millisecond: the later one holds.
    putChange: db.prepare<[LinkChange]>(
      `INSERT INTO link_change (peer, direction, at, state, reason)
       VALUES (@peer, @direction, @at, @state, @reason)
       ON CONFLICT (peer, direction, at) DO UPDATE SET state = excluded.state, reason = excluded.reason`,
    ),
    putSample: db.prepare<[SampleRow]>(
      `INSERT INTO link_sample
         (peer, seconds, at, round_trip_ms, clock_offset_ms, checkpoint_age, entries_behind)
       VALUES (@peer, @seconds, @at, @roundTripMs, @clockOffsetMs, @checkpointAgeSeconds, @entriesBehind)
       ON CONFLICT DO NOTHING`,
    ),
    spells: db.prepare<[Span], SpellRow>(SPELLS),
    samples: db.prepare<[Span], SampleRow>(SAMPLES),
    lastWatched: db.prepare<[{ peer: string }], { at: number | null }>(
      `SELECT max(at) AS at FROM (
         SELECT max(at) AS at FROM link_sample WHERE peer = @peer
         UNION ALL SELECT max(at) FROM link_change WHERE peer = @peer
       )`,
    ),
    merge: db.prepare<[{ fromSeconds: number; toSeconds: number; width: number; before: number }]>(MERGE),
    dropMerged: db.prepare<[{ fromSeconds: number; before: number }]>(
      'DELETE FROM link_sample WHERE seconds = @fromSeconds AND at < @before',
    ),
    forgetSamples: db.prepare<[{ before: number }]>('DELETE FROM link_sample WHERE at < @before'),
    forgetChanges: db.prepare<[{ before: number }]>(FORGET_CHANGES),
    putReport: db.prepare<[KeptReport]>(
      `INSERT INTO link_report (peer, jws, received_at) VALUES (@peer, @jws, @receivedAt)
       ON CONFLICT (peer) DO UPDATE SET jws = excluded.jws, received_at = excluded.received_at`,
    ),
    report: db.prepare<[{ peer: string }], KeptReport>(
      'SELECT peer, jws, received_at AS receivedAt FROM link_report WHERE peer = @peer',
    ),
  };
}
