-- What happened to procedures beside what catalogues say: merges, aliases,
-- closings. Ratings keep their procedure, so that an event can be deleted.
CREATE TABLE IF NOT EXISTS procedure_events
(
    procedure String,
    kind      Enum8('merge' = 1, 'alias' = 2, 'close' = 3),
    target    String,
    day       Date,
    message   String,
    deleted   Bool,
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (procedure, kind, target)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
