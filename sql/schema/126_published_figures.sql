-- The history of what was printed before there were editions: the rows of the
-- newest committed import are the history. All texts.
CREATE TABLE IF NOT EXISTS published_figures
(
    import      UInt32,
    position    UInt32,
    edition     String,
    figure_date String,
    metric      String,
    value       String,
    unit        String,
    numerator   String,
    denominator String,
    source      String
)
ENGINE = MergeTree
ORDER BY (import, position)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
