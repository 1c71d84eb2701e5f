-- What people report, and what was made of it.

CREATE TABLE report (
  id            TEXT PRIMARY KEY,
  kind          TEXT NOT NULL,
  country       TEXT NOT NULL,
  sector        TEXT NOT NULL,
  -- The day that it is about, as 2021-10-11.
  day           TEXT NOT NULL,
  -- JSON, and the digest of what it says.
  content       TEXT NOT NULL,
  digest        TEXT NOT NULL,
  way           TEXT NOT NULL,
  received_from TEXT NOT NULL,
  received_at   TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('new', 'accepted', 'dismissed', 'duplicate')),
  judged_at     TEXT,
  judged_by     TEXT,
  reason        TEXT,
  duplicate_of  TEXT REFERENCES report (id),
  -- How often the very same came again.
  copies        INTEGER NOT NULL DEFAULT 0 CHECK (copies >= 0),
  CHECK ((state = 'new') = (judged_at IS NULL)),
  CHECK ((judged_at IS NULL) = (judged_by IS NULL)),
  CHECK ((state = 'dismissed') = (reason IS NOT NULL)),
  CHECK ((state = 'duplicate') = (duplicate_of IS NOT NULL)),
  CHECK (duplicate_of IS NULL OR duplicate_of <> id)
) STRICT;

-- The very same is kept once. Entries of the catalogue have names of their own.
CREATE UNIQUE INDEX report_digest ON report (digest) WHERE way <> 'catalogue';
CREATE INDEX report_day ON report (day, received_at);
CREATE INDEX report_state ON report (state, day);
CREATE INDEX report_duplicate ON report (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- Messages of senders that were taken, until their age alone has them refused.
CREATE TABLE report_delivery (
  sender     TEXT NOT NULL,
  id         TEXT NOT NULL,
  report     TEXT NOT NULL REFERENCES report (id),
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (sender, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_delivery_expiry ON report_delivery (expires_at);
