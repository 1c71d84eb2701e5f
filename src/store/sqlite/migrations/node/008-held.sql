-- Holds the number for what takes it.

SELECT 1;
