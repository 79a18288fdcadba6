-- The days and procedures whose ratings an import brought: what is public of those
-- months moves when the import counts, and when it is taken back and its rows are
-- gone. It is written before the import counts.
CREATE TABLE IF NOT EXISTS import_days
(
    import    UInt32,
    procedure LowCardinality(String),
    day       Date
)
ENGINE = ReplacingMergeTree
ORDER BY (import, procedure, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
