-- What an edition follows from beside tallies and the catalogue, as it found it:
-- the volumes that were stated and the probes, in JSON.
ALTER TABLE edition_procedures
    ADD COLUMN IF NOT EXISTS evidence String CODEC(ZSTD(3))
