-- How online procedures answered when they were looked at from outside, as
-- probe files tell; a row counts once its import is committed.
CREATE TABLE IF NOT EXISTS probes
(
    procedure LowCardinality(String),
    at        DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    import    UInt32,
    up        Bool,
    ms        UInt32
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (procedure, at, import)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
