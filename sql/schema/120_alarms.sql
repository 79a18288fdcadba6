-- The alarms, in entries that never overwrite each other: what the jobs found
-- (state), that somebody took note of it (acknowledged), and each webhook that
-- was announced, then delivered (notice, by its key).
CREATE TABLE IF NOT EXISTS alarms
(
    id        UUID,
    entry     Enum8('state' = 1, 'acknowledged' = 2, 'notice' = 3),
    key       String,
    procedure LowCardinality(String),
    kind      LowCardinality(String),
    subject   String,
    day       Date,
    last_true Date,
    opened_at DateTime64(3, 'UTC'),
    closed_at DateTime64(3, 'UTC'),
    details   String,
    by        LowCardinality(String),
    delivered Bool,
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (id, entry, key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
