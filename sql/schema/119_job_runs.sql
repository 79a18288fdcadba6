-- The history of the jobs. A count's `started_at` is the engine's clock when it
-- began: the next count looks at what came since, and ten minutes before.
CREATE TABLE IF NOT EXISTS job_runs
(
    name        LowCardinality(String),
    started_at  DateTime64(3, 'UTC'),
    finished_at DateTime64(3, 'UTC'),
    rows        UInt64,
    error       String
)
ENGINE = MergeTree
ORDER BY (name, started_at)
TTL toDateTime(started_at) + INTERVAL 400 DAY
