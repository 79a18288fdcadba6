-- When the public windows that end on a month's last day were closed: all of
-- them, with an empty procedure, and again those of single procedures that an
-- import reached. A row is written when the public tallies are.
CREATE TABLE IF NOT EXISTS closings
(
    as_of     Date,
    procedure LowCardinality(String),
    closed_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(closed_at)
ORDER BY (as_of, procedure)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
