-- Logs, the own one and those of peers: what is needed to go on appending (`size`, `hashes`), and every
-- perfect subtree. `hashes` holds those of the compact range, 32 bytes each, the largest subtree first.

CREATE TABLE log (
  id         INTEGER PRIMARY KEY,
  origin     TEXT NOT NULL UNIQUE,
  own        INTEGER NOT NULL CHECK (own IN (0, 1)),
  size       INTEGER NOT NULL CHECK (size >= 0),
  hashes     BLOB NOT NULL CHECK (length(hashes) % 32 = 0),
  checkpoint TEXT NOT NULL,  -- a signed note, of this size or (of a peer) a larger one
  -- The last entry: with dense sequence numbers, a log has exactly `size` entries when a transaction ends.
  head       INTEGER GENERATED ALWAYS AS (nullif(size, 0) - 1) STORED,
  FOREIGN KEY (id, head) REFERENCES entry (log, seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE UNIQUE INDEX log_own ON log (own) WHERE own = 1;

CREATE TRIGGER log_once BEFORE INSERT ON log
WHEN EXISTS (
  SELECT 1 FROM log WHERE origin = NEW.origin OR id = NEW.id OR (own = 1 AND NEW.own = 1)
)
BEGIN
  SELECT RAISE(ABORT, 'already_exists');
END;

CREATE TRIGGER log_grows BEFORE UPDATE ON log
WHEN NEW.id <> OLD.id OR NEW.origin <> OLD.origin OR NEW.own <> OLD.own OR NEW.size < OLD.size
  OR (NEW.size = OLD.size AND NEW.hashes <> OLD.hashes)
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER log_stays BEFORE DELETE ON log
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- A log grows first, then its entries are added: see `head`.
CREATE TABLE entry (
  log     INTEGER NOT NULL REFERENCES log (id),
  seq     INTEGER NOT NULL,
  digest  BLOB NOT NULL CHECK (length(digest) = 32),
  jws     TEXT,     -- compact JWS; absent: sealed
  outcome TEXT NOT NULL CHECK (outcome IN ('verified', 'sealed', 'refused')),
  type    TEXT,     -- kind of entry, where it could be read
  reason  TEXT,     -- why it was refused
  at      INTEGER NOT NULL,  -- own: when it was signed; of a peer: when it was stored (ms since 1970)
  PRIMARY KEY (log, seq),
  CHECK (outcome <> 'verified' OR jws IS NOT NULL),
  CHECK (outcome <> 'sealed' OR jws IS NULL),
  CHECK ((outcome = 'refused') = (reason IS NOT NULL))
) STRICT;

CREATE INDEX entry_outcome ON entry (log, outcome, seq);

CREATE TRIGGER entry_dense BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT ifnull(max(seq) + 1, 0) FROM entry WHERE log = NEW.log)
  OR NEW.seq >= (SELECT size FROM log WHERE id = NEW.log)
  OR EXISTS (SELECT 1 FROM entry WHERE rowid = NEW.rowid)
BEGIN
  SELECT RAISE(ABORT, 'sequence_mismatch');
END;

-- All that may happen to an entry is that what a peer sealed is opened.
CREATE TRIGGER entry_kept BEFORE UPDATE ON entry
WHEN OLD.outcome <> 'sealed' OR NEW.jws IS NULL
  OR NEW.log <> OLD.log OR NEW.seq <> OLD.seq OR NEW.digest <> OLD.digest OR NEW.at <> OLD.at
  OR (SELECT own FROM log WHERE id = OLD.log) = 1
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- Perfect subtrees: the one over the leaves [idx * 2^level, (idx + 1) * 2^level).
CREATE TABLE tree_node (
  log   INTEGER NOT NULL REFERENCES log (id),
  level INTEGER NOT NULL,
  idx   INTEGER NOT NULL,
  hash  BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (log, level, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tree_node_once BEFORE INSERT ON tree_node
WHEN EXISTS (SELECT 1 FROM tree_node WHERE log = NEW.log AND level = NEW.level AND idx = NEW.idx)
BEGIN
  SELECT RAISE(ABORT, 'already_exists');
END;

CREATE TRIGGER tree_node_kept BEFORE UPDATE ON tree_node
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER tree_node_stays BEFORE DELETE ON tree_node
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;
