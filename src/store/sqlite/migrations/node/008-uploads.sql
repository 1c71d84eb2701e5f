-- Uploads that came with a key, and what was answered: the same upload again gets the same answer.
CREATE TABLE upload (
  subject TEXT NOT NULL,
  key     TEXT NOT NULL,
  digest  TEXT NOT NULL,     -- SHA-256 in hex, of the body and of what was asked with it
  report  TEXT NOT NULL,     -- JSON
  at      INTEGER NOT NULL,  -- ms since 1970
  PRIMARY KEY (subject, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX upload_at ON upload (at);
