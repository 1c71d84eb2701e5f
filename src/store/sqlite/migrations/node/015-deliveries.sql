-- What was taken of each log of others, for its quotas: on one day (UTC, in days since 1970) and in all. Bytes are
-- those of entries as they are kept.
CREATE TABLE intake (
  log         INTEGER PRIMARY KEY REFERENCES log (id),
  day         INTEGER NOT NULL,
  day_entries INTEGER NOT NULL CHECK (day_entries >= 0),
  day_bytes   INTEGER NOT NULL CHECK (day_bytes >= 0),
  all_bytes   INTEGER NOT NULL CHECK (all_bytes >= day_bytes)
) STRICT;

INSERT INTO intake (log, day, day_entries, day_bytes, all_bytes)
  SELECT l.id, 0, 0, 0, (SELECT ifnull(sum(32 + ifnull(length(jws), 0)), 0) FROM entry e WHERE e.log = l.id)
  FROM log l WHERE l.own = 0;
