-- Entries of peers that are encrypted to others: they count as sealed here, and are kept in order to hand them on.
CREATE TABLE ciphertext (
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  jws TEXT NOT NULL,  -- compact JWS, the entry's leaf
  PRIMARY KEY (log, seq),
  FOREIGN KEY (log, seq) REFERENCES entry (log, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ciphertext_made BEFORE INSERT ON ciphertext
BEGIN
  SELECT RAISE(ABORT, 'already_exists')
    WHERE EXISTS (SELECT 1 FROM ciphertext WHERE log = NEW.log AND seq = NEW.seq);
  SELECT RAISE(ABORT, 'forbidden')
    WHERE NOT EXISTS (
      SELECT 1 FROM entry WHERE log = NEW.log AND seq = NEW.seq AND outcome = 'sealed' AND jws IS NULL
    );
END;

CREATE TRIGGER ciphertext_kept BEFORE UPDATE ON ciphertext
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER ciphertext_stays BEFORE DELETE ON ciphertext
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- A node looks for its own key changes at each start.
CREATE INDEX entry_key_change ON entry (log, seq) WHERE type = 'key-change';
