-- Editions: the row of an edition is written last, and readers reach its
-- figures through it alone. `copy` names the rows that belong to it, `objections` holds those
-- that it was published with.
CREATE TABLE IF NOT EXISTS editions
(
    id           String,
    state        Enum8('draft' = 1, 'frozen' = 2, 'published' = 3),
    as_of        Date,
    rules        LowCardinality(String),
    as_published Bool,
    replaces     String,
    reason       String,
    copy         UInt64,
    procedures   UInt64,
    figures      UInt64,
    summary      String CODEC(ZSTD(3)),
    objections   String CODEC(ZSTD(3)),
    checksum     String,
    frozen_at    DateTime64(3, 'UTC'),
    reply_until  Date,
    manifest     String,
    published_at DateTime64(3, 'UTC'),
    at           DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
