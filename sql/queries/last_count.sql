-- The job "tally": when the last count that succeeded began. One that began in
-- the future, before the clock was set back, says nothing of what came since.
SELECT max(started_at)
FROM job_runs
WHERE name = 'tally' AND error = '' AND started_at <= now64(3)
