-- Accounts, settings, and the audit trail: a chain of hashes, each over the record and the hash before.

CREATE TABLE account (
  name          TEXT PRIMARY KEY,
  role          TEXT NOT NULL CHECK (role IN ('viewer', 'analyst', 'approver', 'operator', 'administrator')),
  subject       TEXT NOT NULL UNIQUE,  -- pseudonym in signed bytes
  disabled      INTEGER NOT NULL CHECK (disabled IN (0, 1)),
  password_hash TEXT NOT NULL,         -- argon2id, PHC string
  tokens_from   INTEGER NOT NULL       -- ms since 1970
) STRICT, WITHOUT ROWID;

-- A pseudonym stands for one person for ever: it is what four eyes are counted by.
CREATE TRIGGER account_subject BEFORE UPDATE ON account
WHEN NEW.name <> OLD.name OR NEW.subject <> OLD.subject
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  seq    INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,  -- ms since 1970
  actor  TEXT NOT NULL,     -- JSON {name, role}
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT,              -- JSON
  prev   TEXT NOT NULL,     -- base64url SHA-256
  hash   TEXT NOT NULL UNIQUE
) STRICT;

CREATE TRIGGER audit_chain BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM audit)
  OR NEW.prev <> ifnull(
    (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1),
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
  )
BEGIN
  SELECT RAISE(ABORT, 'audit_broken');
END;

CREATE TRIGGER audit_kept BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;
