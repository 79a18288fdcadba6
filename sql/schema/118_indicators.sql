-- The figures that were served for a month: stored once, not recomputed,
-- unless an import reached into their window. `figure` is the API's object.
CREATE TABLE IF NOT EXISTS indicators
(
    as_of       Date,
    procedure   LowCardinality(String),
    kind        LowCardinality(String),
    state       LowCardinality(String),
    level       LowCardinality(String),
    value       Nullable(Decimal(18, 6)),
    n           UInt64,
    figure      String CODEC(ZSTD(3)),
    computed_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(computed_at)
ORDER BY (as_of, procedure, kind)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
