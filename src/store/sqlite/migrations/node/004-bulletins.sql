-- Bulletins of this node and the people who stand for them. The rules of release are here, so that they bind
-- every path: whatever the program believes, a bulletin without four eyes is not issued.

CREATE TABLE bulletin (
  id         TEXT PRIMARY KEY,
  content    TEXT NOT NULL,  -- canonical JSON
  digest     TEXT NOT NULL,  -- base64url SHA-256 of it
  level      TEXT NOT NULL GENERATED ALWAYS AS (content ->> '$.level') STORED,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  signal     TEXT REFERENCES signal (id),
  state      TEXT NOT NULL
    CHECK (state IN ('draft', 'in-review', 'withdrawn', 'issued', 'updated', 'cancelled')),
  sent       TEXT,
  log        INTEGER,
  seq        INTEGER,
  FOREIGN KEY (log, seq) REFERENCES entry (log, seq),
  UNIQUE (log, seq),
  CHECK (level IN ('attention', 'caution', 'alert', 'serious')),
  CHECK (content ->> '$.id' = id),
  CHECK ((state IN ('issued', 'updated', 'cancelled')) = (sent IS NOT NULL)),
  CHECK ((sent IS NULL) = (log IS NULL) AND (sent IS NULL) = (seq IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX bulletin_created ON bulletin (created_at);

-- Who put the content forward, and who approved it, in the present round: going back to draft voids them.
CREATE TABLE submission (
  bulletin TEXT PRIMARY KEY REFERENCES bulletin (id),
  subject  TEXT NOT NULL,
  name     TEXT NOT NULL,
  time     TEXT NOT NULL,
  digest   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE approval (
  bulletin TEXT NOT NULL REFERENCES bulletin (id),
  subject  TEXT NOT NULL,
  name     TEXT NOT NULL,
  time     TEXT NOT NULL,
  digest   TEXT NOT NULL,
  PRIMARY KEY (bulletin, subject)
) STRICT, WITHOUT ROWID;

-- A bulletin begins as a draft.
CREATE TRIGGER bulletin_begins BEFORE INSERT ON bulletin
BEGIN
  SELECT RAISE(ABORT, 'already_exists') WHERE EXISTS (SELECT 1 FROM bulletin WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'wrong_state') WHERE NEW.state <> 'draft';
END;

CREATE TRIGGER bulletin_stays BEFORE DELETE ON bulletin
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER bulletin_states BEFORE UPDATE ON bulletin
WHEN NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN (
  'draft in-review', 'draft withdrawn', 'in-review draft', 'in-review issued',
  'issued updated', 'issued cancelled', 'updated cancelled'
)
BEGIN
  SELECT RAISE(ABORT, 'wrong_state');
END;

-- Content changes in drafts only (one in review becomes a draft by it), and never without its digest.
CREATE TRIGGER bulletin_content BEFORE UPDATE ON bulletin
WHEN NEW.content <> OLD.content OR NEW.digest <> OLD.digest
BEGIN
  SELECT RAISE(ABORT, 'forbidden') WHERE OLD.state NOT IN ('draft', 'in-review');
  SELECT RAISE(ABORT, 'content_changed')
    WHERE NEW.state <> 'draft' OR NEW.content = OLD.content OR NEW.digest = OLD.digest;
END;

CREATE TRIGGER bulletin_kept BEFORE UPDATE ON bulletin
WHEN NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at OR NEW.created_by <> OLD.created_by
  OR NEW.signal IS NOT OLD.signal
  OR (OLD.sent IS NOT NULL
    AND (NEW.sent IS NOT OLD.sent OR NEW.log IS NOT OLD.log OR NEW.seq IS NOT OLD.seq))
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER bulletin_submitted BEFORE UPDATE ON bulletin
WHEN OLD.state = 'draft' AND NEW.state = 'in-review'
  AND NOT EXISTS (SELECT 1 FROM submission WHERE bulletin = NEW.id AND digest = NEW.digest)
BEGIN
  SELECT RAISE(ABORT, 'four_eyes');
END;

CREATE TRIGGER bulletin_returned AFTER UPDATE ON bulletin
WHEN OLD.state = 'in-review' AND NEW.state = 'draft'
BEGIN
  DELETE FROM approval WHERE bulletin = NEW.id;
  DELETE FROM submission WHERE bulletin = NEW.id;
END;

-- Four eyes: a submission and enough approvals by other people, each for exactly this content. (That the
-- approvers differ from one another is the primary key of `approval`.)
CREATE TRIGGER bulletin_released BEFORE UPDATE ON bulletin
WHEN OLD.state = 'in-review' AND NEW.state = 'issued'
BEGIN
  SELECT RAISE(ABORT, 'content_changed') WHERE EXISTS (
    SELECT 1 FROM approval WHERE bulletin = NEW.id AND digest <> NEW.digest
  );
  SELECT RAISE(ABORT, 'four_eyes') WHERE
    CASE NEW.content ->> '$.level' WHEN 'serious' THEN 2 ELSE 1 END > (
      SELECT count(*) FROM approval a JOIN submission s ON s.bulletin = a.bulletin
      WHERE a.bulletin = NEW.id AND a.subject <> s.subject
        AND a.digest = NEW.digest AND s.digest = NEW.digest
    );
  SELECT RAISE(ABORT, 'wrong_state') WHERE NOT EXISTS (
    SELECT 1 FROM entry e JOIN log l ON l.id = e.log
    WHERE l.own = 1 AND e.log = NEW.log AND e.seq = NEW.seq AND e.type = 'bulletin'
  );
END;

CREATE TRIGGER submission_made BEFORE INSERT ON submission
BEGIN
  SELECT RAISE(ABORT, 'wrong_state')
    WHERE EXISTS (SELECT 1 FROM submission WHERE bulletin = NEW.bulletin)
      OR (SELECT state FROM bulletin WHERE id = NEW.bulletin) <> 'draft';
  SELECT RAISE(ABORT, 'content_changed')
    WHERE NEW.digest <> (SELECT digest FROM bulletin WHERE id = NEW.bulletin);
END;

CREATE TRIGGER submission_kept BEFORE UPDATE ON submission
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER submission_stays BEFORE DELETE ON submission
WHEN (SELECT state FROM bulletin WHERE id = OLD.bulletin) <> 'draft'
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER approval_made BEFORE INSERT ON approval
BEGIN
  SELECT RAISE(ABORT, 'wrong_state')
    WHERE (SELECT state FROM bulletin WHERE id = NEW.bulletin) <> 'in-review';
  SELECT RAISE(ABORT, 'content_changed')
    WHERE NEW.digest <> (SELECT digest FROM bulletin WHERE id = NEW.bulletin);
  SELECT RAISE(ABORT, 'four_eyes')
    WHERE NEW.subject = (SELECT subject FROM submission WHERE bulletin = NEW.bulletin)
      OR EXISTS (SELECT 1 FROM approval WHERE bulletin = NEW.bulletin AND subject = NEW.subject);
END;

CREATE TRIGGER approval_kept BEFORE UPDATE ON approval
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TRIGGER approval_stays BEFORE DELETE ON approval
WHEN (SELECT state FROM bulletin WHERE id = OLD.bulletin) <> 'draft'
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- What people say of a bulletin, here and at peers; the bulletin may be one that is not held here.
CREATE TABLE acknowledgement (
  bulletin  TEXT NOT NULL,
  node      TEXT NOT NULL,
  subject   TEXT NOT NULL,
  type      TEXT NOT NULL CHECK (type IN ('read', 'acting', 'disputed')),
  time      TEXT NOT NULL,
  note      TEXT,
  reference TEXT NOT NULL,  -- JSON {id, log, seq, digest}
  PRIMARY KEY (bulletin, node, subject, type)
) STRICT, WITHOUT ROWID;
