-- Taking the own log back from peers, and opening a new epoch of it.

-- Whom the operator named as peers when a node without a fence was made or restored: each has to be asked.
CREATE TABLE recovery_peer (
  node TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Later logs of this node that peers hold and it does not: this database is of before a new epoch.
CREATE TABLE later_log (
  origin TEXT PRIMARY KEY,
  source TEXT NOT NULL,  -- node that showed it
  note   TEXT NOT NULL,  -- a checkpoint of it
  at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An own log ends where a new epoch begins: it stays, and is own no more. No other log becomes the own one.
DROP TRIGGER log_grows;
CREATE TRIGGER log_grows BEFORE UPDATE ON log
WHEN NEW.id <> OLD.id OR NEW.origin <> OLD.origin OR NEW.own > OLD.own OR NEW.size < OLD.size
  OR (NEW.size = OLD.size AND NEW.hashes <> OLD.hashes)
  OR (NEW.own <> OLD.own AND NEW.size <> OLD.size)
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- All that may happen to an entry is that what was sealed is opened, and is found good or not; in the own log too:
-- while it is taken back, the one who holds an entry whole may be asked after one who does not.
DROP TRIGGER entry_kept;
CREATE TRIGGER entry_kept BEFORE UPDATE ON entry
WHEN OLD.outcome <> 'sealed' OR NEW.outcome = 'sealed'
  OR NEW.log <> OLD.log OR NEW.seq <> OLD.seq OR NEW.digest <> OLD.digest OR NEW.at <> OLD.at
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- Who a peer is was settled by another way: another root key is another peer. Its log may be followed by one of
-- a later epoch of the same node.
DROP TRIGGER peer_identity;
CREATE TRIGGER peer_identity BEFORE UPDATE ON peer
WHEN NEW.node <> OLD.node OR NEW.fingerprint <> OLD.fingerprint
  OR (NEW.origin <> OLD.origin AND (
    substr(NEW.origin, 1, length(OLD.node) + 5) <> OLD.node || '/log/'
    OR CAST(substr(NEW.origin, length(OLD.node) + 6) AS INTEGER)
      <= CAST(substr(OLD.origin, length(OLD.node) + 6) AS INTEGER)
  ))
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;
