-- Peers, how the links to them fare, and what came from them.

CREATE TABLE peer (
  node        TEXT PRIMARY KEY,
  country     TEXT NOT NULL,
  url         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  origin      TEXT NOT NULL UNIQUE REFERENCES log (origin),
  document    TEXT NOT NULL,  -- compact JWS
  state       TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
  enrolled_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who a peer is was settled by another way: another root key is another peer.
CREATE TRIGGER peer_identity BEFORE UPDATE ON peer
WHEN NEW.node <> OLD.node OR NEW.fingerprint <> OLD.fingerprint OR NEW.origin <> OLD.origin
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

-- Times in ms since 1970.
CREATE TABLE contact (
  node            TEXT PRIMARY KEY REFERENCES peer (node),
  last_success_at INTEGER,
  last_error_at   INTEGER,
  last_error_code TEXT,
  last_error      TEXT,
  clock_offset_ms REAL,
  round_trip_ms   REAL,
  fresh_at        INTEGER,
  announced_size  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
  peer    TEXT NOT NULL REFERENCES peer (node),
  origin  TEXT NOT NULL,
  size    INTEGER NOT NULL,
  root    TEXT NOT NULL,
  missing TEXT NOT NULL,  -- JSON [[from, to], …]
  jws     TEXT NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (peer, origin)
) STRICT, WITHOUT ROWID;

-- A receipt is cumulative: what a peer once signed for, it holds.
CREATE TRIGGER receipt_grows BEFORE UPDATE ON receipt
WHEN NEW.size < OLD.size OR NEW.peer <> OLD.peer OR NEW.origin <> OLD.origin
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;

CREATE TABLE used_token (
  issuer     TEXT NOT NULL,
  id         TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (issuer, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX used_token_expiry ON used_token (expires_at);

CREATE TABLE peer_bulletin (
  id          TEXT PRIMARY KEY,
  issuer      TEXT NOT NULL,
  content     TEXT NOT NULL,  -- JSON as a peer nests it: SQLite, whose JSON ends at a depth of 1000, never parses it
  level       TEXT NOT NULL CHECK (level IN ('attention', 'caution', 'alert', 'serious')),
  sent        TEXT NOT NULL,
  sent_at     INTEGER NOT NULL,  -- `sent` in ms since 1970: a peer may write seconds or milliseconds
  log         INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  digest      TEXT NOT NULL,  -- base64url SHA-256 of the compact JWS
  signed_at   TEXT NOT NULL,
  verified_at TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('issued', 'updated', 'cancelled')),
  FOREIGN KEY (log, seq) REFERENCES entry (log, seq),
  UNIQUE (log, seq),
  CHECK (substr(id, 1, length(issuer) + 1) = issuer || '/')
) STRICT, WITHOUT ROWID;

CREATE INDEX peer_bulletin_sent ON peer_bulletin (sent_at);
CREATE INDEX peer_bulletin_issuer ON peer_bulletin (issuer, sent_at);

-- What was verified stays as it was; only its state moves on.
CREATE TRIGGER peer_bulletin_kept BEFORE UPDATE ON peer_bulletin
WHEN NEW.id <> OLD.id OR NEW.issuer <> OLD.issuer OR NEW.content <> OLD.content
  OR NEW.level <> OLD.level OR NEW.sent <> OLD.sent OR NEW.sent_at <> OLD.sent_at
  OR NEW.log <> OLD.log OR NEW.seq <> OLD.seq OR NEW.digest <> OLD.digest
  OR (OLD.state = 'cancelled' AND NEW.state <> 'cancelled') OR NEW.state = 'issued' AND OLD.state <> 'issued'
BEGIN
  SELECT RAISE(ABORT, 'forbidden');
END;
