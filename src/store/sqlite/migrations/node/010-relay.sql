-- The newest checkpoint that the entries held had reached when one that they had not took its place in
-- `checkpoint`: what is served of a log while it is caught up with.
ALTER TABLE log ADD COLUMN provable TEXT;
