-- The tallies that an edition follows from, as they were: one row per
-- procedure, ISO week and kind of rating.
CREATE TABLE IF NOT EXISTS edition_tallies
(
    edition    LowCardinality(String),
    copy       UInt64,
    procedure  LowCardinality(String),
    week       Date,
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
ORDER BY (edition, copy, procedure, week)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
