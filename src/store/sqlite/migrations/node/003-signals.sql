-- What detectors raised, one row for each episode, and how far each detector has judged each series.

CREATE TABLE signal (
  id          TEXT PRIMARY KEY,
  series      TEXT NOT NULL,
  detector    TEXT NOT NULL,
  sector      TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('open', 'closed', 'dismissed', 'drafted')),
  level       TEXT NOT NULL CHECK (level IN ('attention', 'caution', 'alert', 'serious')),
  score       REAL NOT NULL,
  period      TEXT NOT NULL,
  raised_at   TEXT NOT NULL,
  updated_at  TEXT NOT NULL,
  closed_at   TEXT,
  explanation TEXT NOT NULL,  -- JSON
  evidence    TEXT NOT NULL,  -- JSON
  reason      TEXT,           -- why it was dismissed
  bulletin    TEXT,           -- what was drafted from it
  CHECK (state <> 'dismissed' OR reason IS NOT NULL),
  CHECK (state <> 'drafted' OR bulletin IS NOT NULL)
) STRICT;

CREATE INDEX signal_episode ON signal (series, detector, raised_at);
CREATE INDEX signal_state ON signal (state, raised_at);
CREATE INDEX signal_raised ON signal (raised_at);

CREATE TABLE detector_position (
  series          TEXT NOT NULL,
  detector        TEXT NOT NULL,
  through_ordinal INTEGER NOT NULL,
  PRIMARY KEY (series, detector)
) STRICT, WITHOUT ROWID;
