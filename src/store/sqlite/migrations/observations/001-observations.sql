-- The indicator store. Times (`known_at`) are milliseconds since 1970; periods are numbered as in
-- src/domain/time.ts, so that consecutive periods have consecutive numbers.

CREATE TABLE indicator (
  code      TEXT PRIMARY KEY,
  body      TEXT NOT NULL CHECK (body ->> '$.code' = code),  -- canonical JSON of the whole
  frequency TEXT NOT NULL GENERATED ALWAYS AS (body ->> '$.frequency') STORED
) STRICT, WITHOUT ROWID;

-- One row for each series, with what reports and detection ask for, kept in the transaction that changes it.
CREATE TABLE series (
  id            INTEGER PRIMARY KEY,
  key           TEXT NOT NULL UNIQUE,
  indicator     TEXT NOT NULL REFERENCES indicator (code),
  points        INTEGER NOT NULL DEFAULT 0,
  vintages      INTEGER NOT NULL DEFAULT 0,
  first_ordinal INTEGER,
  last_ordinal  INTEGER,
  known_at      INTEGER,  -- when something was last learnt of it
  revision      INTEGER NOT NULL DEFAULT 0,  -- grows with every change
  due_from      INTEGER   -- the first period that detectors have not seen as it is; absent: they have seen all
) STRICT;

CREATE INDEX series_indicator ON series (indicator, key);
CREATE INDEX series_due ON series (id) WHERE due_from IS NOT NULL;

-- The periods of a series are numbers of its indicator's frequency.
CREATE TRIGGER indicator_frequency BEFORE UPDATE ON indicator
WHEN NEW.body ->> '$.frequency' <> OLD.frequency AND EXISTS (SELECT 1 FROM series WHERE indicator = OLD.code)
BEGIN
  SELECT RAISE(ABORT, 'wrong_state');
END;

-- Every vintage of every point; the value is absent exactly when the status is M (missing).
CREATE TABLE observation (
  series   INTEGER NOT NULL REFERENCES series (id),
  ordinal  INTEGER NOT NULL,
  known_at INTEGER NOT NULL,
  status   TEXT NOT NULL CHECK (status IN ('A', 'E', 'P', 'M')),
  value    REAL,
  PRIMARY KEY (series, ordinal, known_at),
  CHECK ((value IS NULL) = (status = 'M'))
) STRICT, WITHOUT ROWID;

-- Nothing is overwritten: a revision is a new vintage.
CREATE TRIGGER observation_kept BEFORE UPDATE ON observation
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER observation_stays BEFORE DELETE ON observation
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- INSERT OR REPLACE would delete without asking the trigger above.
CREATE TRIGGER observation_once BEFORE INSERT ON observation
WHEN EXISTS (
  SELECT 1 FROM observation
  WHERE series = NEW.series AND ordinal = NEW.ordinal AND known_at = NEW.known_at
)
BEGIN
  SELECT RAISE(ABORT, 'already_exists');
END;
