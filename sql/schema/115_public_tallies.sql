-- What is public of each procedure's month, version after version: the tallies by
-- ISO week. The one that counts for a public window is the newest that is not
-- later than the window's closing.
CREATE TABLE IF NOT EXISTS public_tallies
(
    procedure  LowCardinality(String),
    month      Date,
    closed_at  DateTime64(3, 'UTC'),
    digest     UInt128,
    slices     Nested(
        week       Date,
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
ENGINE = ReplacingMergeTree
ORDER BY (procedure, month, closed_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
