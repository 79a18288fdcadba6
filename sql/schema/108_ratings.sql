-- The ratings as they were given. `id` is the identity (its 48 bits of time
-- are the Paris day, so an id is always in one partition); node, epoch and seq
-- say which journal record brought the row; `ver` lets the later step of a form
-- win and, among equal steps, the one received first. Level 0 is "not
-- answered". What is decided later is in verdicts, never here. What a citizen wrote
-- is kept for 24 months. `host` says whether the rating came from a page that its
-- procedure knows: a flag, which refuses nothing.
CREATE TABLE IF NOT EXISTS ratings
(
    procedure       LowCardinality(String),
    id              UUID,
    day             Date MATERIALIZED toDate(UUIDv7ToDateTime(id, 'Europe/Paris')),
    version         UInt8,
    ver             UInt64,
    instrument      LowCardinality(String),
    satisfaction    UInt8,
    clarity         UInt8,
    help            Nested(channel LowCardinality(String), reached UInt8, quality UInt8),
    help_other_text String TTL day + INTERVAL 24 MONTH,
    comment         String CODEC(ZSTD(3)) TTL day + INTERVAL 24 MONTH,
    outcome         LowCardinality(String),
    channel         LowCardinality(String),
    lang            LowCardinality(String),
    source          LowCardinality(String),
    button          LowCardinality(String),
    signed          Bool,
    doubt           LowCardinality(String),
    host            Enum8('unjudged' = 0, 'none' = 1, 'known' = 2, 'unknown' = 3) DEFAULT 'unjudged',
    received_at     DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    node            UInt32,
    epoch           UInt32,
    seq             UInt64 CODEC(Delta, ZSTD(1)),
    inserted_at     DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1)),
    INDEX by_delivery (node, epoch, seq) TYPE minmax GRANULARITY 1,
    INDEX by_insertion inserted_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(ver)
PARTITION BY toYYYYMM(day)
ORDER BY (procedure, day, id)
SETTINGS
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    min_free_disk_bytes_to_perform_insert = 1073741824,
    non_replicated_deduplication_window = 1000
