-- The catalogue as an edition found it, without the owners; the first day ever
-- and the last day in the window with a rating; what was received, all time; in
-- `evidence` the volumes and probes, in JSON.
CREATE TABLE IF NOT EXISTS edition_procedures
(
    edition     LowCardinality(String),
    copy        UInt64,
    id          String,
    procedure   String CODEC(ZSTD(3)),
    first       Date,
    last        Date,
    accepted    UInt64,
    doubtful    UInt64,
    quarantined UInt64,
    evidence    String CODEC(ZSTD(3))
)
ENGINE = MergeTree
ORDER BY (edition, copy, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
