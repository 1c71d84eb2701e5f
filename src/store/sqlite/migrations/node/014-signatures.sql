-- Entries of peers, `[from_seq, to_seq)`, whose own signatures are yet to be checked. They hash into a root that
-- their origin signed; a page of a long log is stored on that, and its signatures follow.
CREATE TABLE unchecked (
  log      INTEGER NOT NULL REFERENCES log (id),
  from_seq INTEGER NOT NULL CHECK (from_seq >= 0),
  to_seq   INTEGER NOT NULL CHECK (to_seq > from_seq),
  PRIMARY KEY (log, from_seq)
) STRICT, WITHOUT ROWID;

-- The own log has none.
CREATE TRIGGER unchecked_of_peers BEFORE INSERT ON unchecked
WHEN (SELECT own FROM log WHERE id = NEW.log) = 1
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- All that may happen to an entry is that what was sealed is opened, and is found good or not (see 013), and that
-- one whose signature was yet to be checked is refused.
DROP TRIGGER entry_kept;
CREATE TRIGGER entry_kept BEFORE UPDATE ON entry
WHEN NEW.log <> OLD.log OR NEW.seq <> OLD.seq OR NEW.digest <> OLD.digest OR NEW.at <> OLD.at
  OR NOT (
    (OLD.outcome = 'sealed' AND NEW.outcome <> 'sealed')
    OR (OLD.outcome = 'verified' AND NEW.outcome = 'refused' AND EXISTS (
      SELECT 1 FROM unchecked WHERE log = OLD.log AND from_seq <= OLD.seq AND to_seq > OLD.seq
    ))
  )
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;
