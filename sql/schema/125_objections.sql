-- What owners say against their rows of a frozen edition, and what is answered,
-- in entries that never overwrite each other: the last one of a kind counts.
CREATE TABLE IF NOT EXISTS objections
(
    edition   LowCardinality(String),
    id        String,
    entry     Enum8('objection' = 1, 'answer' = 2),
    procedure LowCardinality(String),
    kind      LowCardinality(String),
    text      String CODEC(ZSTD(3)),
    day       Date,
    by        LowCardinality(String),
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (edition, id, entry)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
