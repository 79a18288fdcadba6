-- How many ratings and events came from pages of which host: names of hosts or
-- words instead of them, never an address. Indicative, for anybody can forge
-- them. A flush written twice is one row.
CREATE TABLE IF NOT EXISTS hosts
(
    procedure LowCardinality(String),
    day       Date,
    host      String,
    standing  Enum8('unjudged' = 0, 'none' = 1, 'known' = 2, 'unknown' = 3),
    node      UInt32,
    epoch     UInt32,
    flush     UInt64,
    ratings   UInt32,
    events    UInt32
)
ENGINE = ReplacingMergeTree
PARTITION BY toYear(day)
ORDER BY (procedure, day, host, standing, node, epoch, flush)
TTL day + INTERVAL 24 MONTH
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
