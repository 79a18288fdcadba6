-- The job "tally": when the last count that succeeded began.
SELECT max(started_at)
FROM job_runs
WHERE name = 'tally' AND error = ''
