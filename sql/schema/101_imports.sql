-- Every import of a file, its row written first as 'started' and last as
-- 'committed': rows that carry an import's number count only once it is.
CREATE TABLE IF NOT EXISTS imports
(
    number     UInt32,
    kind       LowCardinality(String),
    file       String,
    checksum   String,
    synthetic  Bool,
    state      Enum8('started' = 1, 'committed' = 2, 'undone' = 3, 'purged' = 4),
    read       UInt64,
    created    UInt64,
    updated    UInt64,
    unchanged  UInt64,
    first_day  Date,
    last_day   Date,
    at         DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
