-- Checkpoints besides the newest one of each log: what this node cosigned, what witnesses cosigned, what waits
-- to be compared, and what proves that a log was forked. Logs by their origin: a witness may know logs that it
-- does not hold. Roots in base64 as checkpoints have them; times in ms since 1970.

-- The newest checkpoint of each log that this node cosigned for anybody.
CREATE TABLE witnessed_log (
  origin TEXT PRIMARY KEY,
  size   INTEGER NOT NULL CHECK (size >= 0),
  root   TEXT NOT NULL,
  note   TEXT NOT NULL,  -- signed by the log
  at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Whoever got a cosignature of a size relies on it: none of a smaller tree, or of another one, may follow.
CREATE TRIGGER witnessed_log_grows BEFORE UPDATE ON witnessed_log
WHEN NEW.origin <> OLD.origin OR NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER witnessed_log_once BEFORE INSERT ON witnessed_log
WHEN EXISTS (SELECT 1 FROM witnessed_log WHERE origin = NEW.origin)
BEGIN
  SELECT RAISE(ABORT, 'already_exists');
END;

CREATE TRIGGER witnessed_log_stays BEFORE DELETE ON witnessed_log
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- Checkpoints of trees held here that witnesses cosigned.
CREATE TABLE cosigned_checkpoint (
  origin TEXT NOT NULL,
  size   INTEGER NOT NULL CHECK (size > 0),
  root   TEXT NOT NULL,
  note   TEXT NOT NULL,  -- with the signature of the log alone
  PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER cosigned_checkpoint_kept BEFORE UPDATE ON cosigned_checkpoint
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TABLE cosignature (
  origin  TEXT NOT NULL,
  size    INTEGER NOT NULL,
  witness TEXT NOT NULL,     -- node id
  key_id  INTEGER NOT NULL,  -- C2SP signed-note
  at      INTEGER NOT NULL,  -- when the witness says that it signed
  line    TEXT NOT NULL,     -- the signature line, newline included
  PRIMARY KEY (origin, size, witness),
  FOREIGN KEY (origin, size) REFERENCES cosigned_checkpoint (origin, size) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Signed by the log, and beyond what is held of it.
CREATE TABLE pending_checkpoint (
  origin TEXT NOT NULL,
  source TEXT NOT NULL,  -- node that passed it on
  size   INTEGER NOT NULL,
  root   TEXT NOT NULL,
  note   TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (origin, source, size, root)
) STRICT, WITHOUT ROWID;

-- Logs of which two checkpoints do not extend one another.
CREATE TABLE fork (
  origin   TEXT PRIMARY KEY,
  evidence TEXT NOT NULL,     -- JSON, see log/fork-evidence.ts
  source   TEXT NOT NULL,     -- node that the second one came from
  held     INTEGER NOT NULL,  -- entries held then: those from here on are of disputed origin
  found_at INTEGER NOT NULL,
  seq      INTEGER            -- entry of the own log that says so; absent: not published yet
) STRICT, WITHOUT ROWID;

CREATE TRIGGER fork_once BEFORE INSERT ON fork
WHEN EXISTS (SELECT 1 FROM fork WHERE origin = NEW.origin)
BEGIN
  SELECT RAISE(ABORT, 'already_exists');
END;

-- What is proven stays proven; all that is added is where it was published.
CREATE TRIGGER fork_kept BEFORE UPDATE ON fork
WHEN OLD.seq IS NOT NULL OR NEW.origin <> OLD.origin OR NEW.evidence <> OLD.evidence OR NEW.held <> OLD.held
BEGIN
  SELECT RAISE(ABORT, 'wrong_state');
END;

CREATE TRIGGER fork_stays BEFORE DELETE ON fork
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- Entries that the log signed in a tree that does not continue the one held: shown, never part of it.
CREATE TABLE branch_entry (
  origin  TEXT NOT NULL,
  digest  BLOB NOT NULL CHECK (length(digest) = 32),
  seq     INTEGER NOT NULL,  -- as its envelope says
  jws     TEXT NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (origin, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX branch_entry_seq ON branch_entry (origin, seq);

CREATE TRIGGER branch_entry_kept BEFORE UPDATE ON branch_entry
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;
