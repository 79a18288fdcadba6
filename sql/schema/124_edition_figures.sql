-- The figures of an edition. `figure` is the API's object; an edition that is
-- kept as it was printed has the printed words in `printed`, and no object.
CREATE TABLE IF NOT EXISTS edition_figures
(
    edition   LowCardinality(String),
    copy      UInt64,
    procedure LowCardinality(String),
    kind      LowCardinality(String),
    position  UInt16,
    state     LowCardinality(String),
    word      LowCardinality(String),
    value     Nullable(Decimal(18, 6)),
    low       Nullable(Decimal(18, 6)),
    high      Nullable(Decimal(18, 6)),
    level     LowCardinality(String),
    n         UInt64,
    figure    String CODEC(ZSTD(3)),
    printed   String
)
ENGINE = MergeTree
ORDER BY (edition, copy, procedure, kind)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
