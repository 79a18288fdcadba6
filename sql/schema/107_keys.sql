-- The keys that administrations sign tokens of completion with. The secret is
-- here because a signature cannot be checked without it.
CREATE TABLE IF NOT EXISTS keys
(
    id         UInt32,
    procedure  LowCardinality(String),
    secret     String,
    created_at DateTime64(3, 'UTC'),
    revoked    Bool,
    at         DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
