-- The buttons of procedures: a button's row of the newest committed import is
-- current.
CREATE TABLE IF NOT EXISTS buttons
(
    procedure LowCardinality(String),
    id        String,
    import    UInt32,
    name      String,
    source    LowCardinality(String),
    channel   LowCardinality(String),
    closed_on Date,
    message   String
)
ENGINE = ReplacingMergeTree
ORDER BY (procedure, id, import)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
