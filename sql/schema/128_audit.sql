-- What was done with accesses: who, by the access's id, what and when. It has
-- no address and nothing that a citizen wrote.
CREATE TABLE IF NOT EXISTS audit
(
    at        DateTime64(3, 'UTC'),
    access    String,
    ministry  LowCardinality(String),
    act       LowCardinality(String),
    procedure LowCardinality(String),
    subject   String,
    detail    String
)
ENGINE = MergeTree
ORDER BY (at, access)
TTL toDateTime(at) + INTERVAL 36 MONTH
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
