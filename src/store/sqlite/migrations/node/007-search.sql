-- What lists and boards choose bulletins by. `search` is domain/search.ts's text of a bulletin; absent in
-- rows from before, whose content is searched instead.

ALTER TABLE bulletin ADD COLUMN type TEXT GENERATED ALWAYS AS (content ->> '$.type') VIRTUAL;
ALTER TABLE bulletin ADD COLUMN sector TEXT GENERATED ALWAYS AS (content ->> '$.sector') VIRTUAL;
ALTER TABLE bulletin ADD COLUMN status TEXT GENERATED ALWAYS AS (content ->> '$.status') VIRTUAL;
-- In ms since 1970, of whole seconds.
ALTER TABLE bulletin ADD COLUMN expires_at INTEGER
  GENERATED ALWAYS AS (unixepoch(content ->> '$.expires') * 1000) VIRTUAL;
ALTER TABLE bulletin ADD COLUMN search TEXT;

CREATE INDEX bulletin_state ON bulletin (state, expires_at);

-- SQLite does not parse what peers nest: these are written with the row.
ALTER TABLE peer_bulletin ADD COLUMN type TEXT;
ALTER TABLE peer_bulletin ADD COLUMN sector TEXT;
ALTER TABLE peer_bulletin ADD COLUMN status TEXT;
ALTER TABLE peer_bulletin ADD COLUMN expires_at INTEGER;
ALTER TABLE peer_bulletin ADD COLUMN search TEXT;

-- Rows from before; one that is nested too deep for SQLite is on no board, but in every list.
UPDATE peer_bulletin SET
  type = content ->> '$.type', sector = content ->> '$.sector', status = content ->> '$.status',
  expires_at = unixepoch(content ->> '$.expires') * 1000
WHERE json_valid(content);

CREATE INDEX peer_bulletin_state ON peer_bulletin (state, expires_at);
