-- The log of what verdicts changed of public months: each with the version that it
-- replaced, so that a revision that was cut short and done again is one row. value
-- and n are the satisfaction that was public of the twelve months to as_of before.
-- It is written before the month's new version.
CREATE TABLE IF NOT EXISTS revisions
(
    procedure LowCardinality(String),
    month     Date,
    replaced  DateTime64(3, 'UTC'),
    at        DateTime64(3, 'UTC'),
    as_of     Date,
    set_aside UInt64,
    put_back  UInt64,
    reasons   Array(String),
    kinds     Array(String),
    value     Nullable(Decimal(18, 6)),
    n         UInt64
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (procedure, month, replaced)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
