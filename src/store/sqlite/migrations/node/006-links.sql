-- How the links to peers fared. Times in ms since 1970.

-- A state holds until the next one of its direction.
CREATE TABLE link_change (
  peer      TEXT NOT NULL REFERENCES peer (node),
  direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  at        INTEGER NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('unknown', 'up', 'degraded', 'down', 'suspended')),
  reason    TEXT NOT NULL,
  PRIMARY KEY (peer, direction, at)
) STRICT, WITHOUT ROWID;

-- Each row stands for `seconds` from `at` on: old ones are made coarser.
CREATE TABLE link_sample (
  peer            TEXT NOT NULL REFERENCES peer (node),
  seconds         INTEGER NOT NULL CHECK (seconds > 0),
  at              INTEGER NOT NULL,
  round_trip_ms   REAL,
  clock_offset_ms REAL,
  checkpoint_age  REAL,     -- seconds
  entries_behind  INTEGER,
  PRIMARY KEY (peer, seconds, at)
) STRICT, WITHOUT ROWID;

-- The newest report of each peer.
CREATE TABLE link_report (
  peer        TEXT PRIMARY KEY REFERENCES peer (node),
  jws         TEXT NOT NULL,
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
