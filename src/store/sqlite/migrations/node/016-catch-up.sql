-- What makes long logs quick to take and to give.

-- 1: everybody may have the entry whole, since that is its audience or it is encrypted to one. Absent: not known
-- without a look at it.
ALTER TABLE entry ADD COLUMN for_all INTEGER CHECK (for_all IS NULL OR (for_all = 1 AND jws IS NOT NULL));

-- Nearly all entries are verified: there is an index of the others alone.
DROP INDEX entry_outcome;
CREATE INDEX entry_outcome ON entry (log, outcome, seq) WHERE outcome <> 'verified';

-- No statement chooses by it.
DROP INDEX peer_bulletin_issuer;
