-- How often the question was offered, seen, opened and started: counts alone,
-- indicative, for anybody can forge them. A flush written twice is one row.
CREATE TABLE IF NOT EXISTS events
(
    procedure LowCardinality(String),
    day       Date,
    button    String,
    kind      Enum8('offered' = 1, 'seen' = 2, 'opened' = 3, 'started' = 4),
    node      UInt32,
    epoch     UInt32,
    flush     UInt64,
    n         UInt32
)
ENGINE = ReplacingMergeTree
PARTITION BY toYear(day)
ORDER BY (procedure, day, button, kind, node, epoch, flush)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
