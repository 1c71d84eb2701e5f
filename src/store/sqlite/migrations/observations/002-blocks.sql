-- Observations in blocks: the points of a series over a range of periods, with all their vintages, packed in columns
-- (src/store/blocks/block.ts). Rows that older versions kept in `observation` are packed when a file is opened
-- (src/store/sqlite/pack-rows.ts), which also drops that table.

-- id = series * 2^22 + number of the first period + 2^20: one integer, so that blocks of a series lie side by side,
-- in the order of their periods.
CREATE TABLE block (
  id   INTEGER PRIMARY KEY,
  body BLOB NOT NULL CHECK (length(body) >= 128)
) STRICT;

-- Blocks grow and are cut, and never go away.
CREATE TRIGGER block_series BEFORE INSERT ON block
WHEN NOT EXISTS (SELECT 1 FROM series WHERE id = NEW.id >> 22)
BEGIN
  SELECT RAISE(ABORT, 'not_found');
END;

ALTER TABLE series ADD COLUMN derive_from INTEGER;  -- as due_from, for what is derived from the series
-- The last run of an ingest that changed the series; negative if others had written at its time or later.
ALTER TABLE series ADD COLUMN run INTEGER;
CREATE INDEX series_derive ON series (id) WHERE derive_from IS NOT NULL;

-- What is held of each indicator, so that an overview need not read all series.
ALTER TABLE indicator ADD COLUMN series INTEGER NOT NULL DEFAULT 0;
ALTER TABLE indicator ADD COLUMN last_ordinal INTEGER;
ALTER TABLE indicator ADD COLUMN known_at INTEGER;
UPDATE indicator SET (series, last_ordinal, known_at) =
  (SELECT count(*), max(last_ordinal), max(s.known_at) FROM series s WHERE s.indicator = indicator.code);
