-- The newest checkpoint that the entries held had reached when one that they had not took its place in
-- `checkpoint`: what is served of a log while it is caught up with.
ALTER TABLE log ADD COLUMN provable TEXT;

-- A peer that no address is known of has none (''): its log comes through the peers in `routes`, a JSON list of
-- node ids. A peer that has left stays, with its log, and can be enrolled again under its fingerprint.
ALTER TABLE peer ADD COLUMN routes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE peer ADD COLUMN left_at INTEGER CHECK (left_at IS NULL OR state = 'suspended');

-- Entries that came sealed by another way than from the origin: they may be addressed to this node all the same,
-- until the origin has sealed or opened them itself.
CREATE TABLE unconfirmed (
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (log, seq),
  FOREIGN KEY (log, seq) REFERENCES entry (log, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER unconfirmed_sealed BEFORE INSERT ON unconfirmed
WHEN (SELECT outcome FROM entry WHERE log = NEW.log AND seq = NEW.seq) IS NOT 'sealed'
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- All that may happen to an entry is that what was sealed is opened, and is found good or not.
DROP TRIGGER entry_kept;
CREATE TRIGGER entry_kept BEFORE UPDATE ON entry
WHEN OLD.outcome <> 'sealed' OR NEW.outcome = 'sealed' OR (NEW.jws IS NULL AND NEW.outcome <> 'refused')
  OR NEW.log <> OLD.log OR NEW.seq <> OLD.seq OR NEW.digest <> OLD.digest OR NEW.at <> OLD.at
  OR (SELECT own FROM log WHERE id = OLD.log) = 1
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;
