-- Transactions as administrations state them. A statement replaces the earlier
-- one of its id; what an import brought (import > 0) counts once the import is
-- committed, and leaves what was there before it to be found again.
CREATE TABLE IF NOT EXISTS volumes
(
    procedure    LowCardinality(String),
    id           String,
    import       UInt32,
    period_start Date,
    period_end   Date,
    channel      LowCardinality(String),
    started      Nullable(UInt64),
    completed    Nullable(UInt64),
    method       LowCardinality(String),
    source       String,
    stated_at    DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(stated_at)
ORDER BY (procedure, id, import)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
