-- The objections that an edition was published with, written with its row: no
-- reader sees an edition without them.
ALTER TABLE editions
    ADD COLUMN IF NOT EXISTS objections String CODEC(ZSTD(3)) AFTER summary
