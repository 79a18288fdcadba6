-- What was decided about a rating after it came: quarantine, release, the
-- masking of its text, erasure. The recount joins it.
CREATE TABLE IF NOT EXISTS verdicts
(
    procedure LowCardinality(String),
    day       Date,
    id        UUID,
    kind      Enum8('quarantine' = 1, 'release' = 2, 'mask' = 3, 'erase' = 4),
    reason    LowCardinality(String),
    by        LowCardinality(String),
    at        DateTime64(3, 'UTC'),
    INDEX by_instant at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (procedure, day, id, kind)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
