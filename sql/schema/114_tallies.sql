-- One row per procedure and Paris day, recounted whole from ratings: a slice
-- that vanished vanishes with its row. `counted_at` is the clock read before
-- the count, so the slower of two counters loses.
CREATE TABLE IF NOT EXISTS tallies
(
    procedure  LowCardinality(String),
    day        Date,
    counted_at DateTime64(3, 'UTC'),
    slices     Nested(
        question   LowCardinality(String),
        instrument LowCardinality(String),
        channel    LowCardinality(String),
        outcome    LowCardinality(String),
        standing   LowCardinality(String),
        signed     Bool,
        dimension  LowCardinality(String),
        value      LowCardinality(String),
        citizens   UInt64,
        counts     Array(UInt64),
        mm         UInt64,
        my         UInt64,
        yy         UInt64)
)
ENGINE = ReplacingMergeTree(counted_at)
PARTITION BY toYear(day)
ORDER BY (procedure, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
