-- The last line of the page kept last, as JSON, where the entries have not reached its checkpoint: it proves to a
-- log's own node, which has lost it, what is held here of it.
ALTER TABLE log ADD COLUMN page_end TEXT;
