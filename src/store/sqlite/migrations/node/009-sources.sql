-- Sources of data that are fetched by a schedule: when each is due, and what its runs came to. Times in ms since
-- 1970, by the wall clock.

CREATE TABLE source_state (
  source           TEXT PRIMARY KEY,
  next_at          INTEGER NOT NULL,
  last_success_at  INTEGER,
  failing_since    INTEGER,
  validators_of    TEXT,  -- what the two after it are true of; absent: there are none
  etag             TEXT,
  last_modified    TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE source_run (
  id         INTEGER PRIMARY KEY,
  source     TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER NOT NULL,
  bytes      INTEGER NOT NULL CHECK (bytes >= 0),
  outcome    TEXT NOT NULL CHECK (outcome IN ('ingested', 'not-modified', 'failed')),
  code       TEXT,
  message    TEXT,
  counts     TEXT,  -- JSON {offered, stored, revised, unchanged, superseded, refused}
  CHECK ((outcome = 'failed') = (code IS NOT NULL)),
  CHECK (outcome <> 'ingested' OR counts IS NOT NULL)
) STRICT;

CREATE INDEX source_run_newest ON source_run (source, id);
