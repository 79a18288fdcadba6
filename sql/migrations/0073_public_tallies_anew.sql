-- The bounds of charts stay where they were when somebody was first in a month,
-- whatever an import brings.
ALTER TABLE public_tallies DROP COLUMN IF EXISTS anew
