-- What charts by month show, as it was served with the figures of a closed
-- month: a copy of the headline population's tallies by month, for each last day
-- of the charts. A row without a procedure comes last: a copy counts with it.
CREATE TABLE IF NOT EXISTS served_months
(
    as_of      Date,
    copied_at  DateTime64(3, 'UTC'),
    procedure  LowCardinality(String),
    month      Date,
    question   LowCardinality(String),
    instrument LowCardinality(String),
    channel    LowCardinality(String),
    outcome    LowCardinality(String),
    standing   LowCardinality(String),
    signed     Bool,
    dimension  LowCardinality(String),
    value      LowCardinality(String),
    citizens   UInt64,
    counts     Array(UInt64),
    mm         UInt64,
    my         UInt64,
    yy         UInt64
)
ENGINE = MergeTree
ORDER BY (as_of, copied_at, procedure, month)
TTL toDateTime(copied_at) + INTERVAL 100 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
