-- job list and health: the last run and the last success of each job.
SELECT name, max(started_at), maxIf(finished_at, error = ''), argMax(rows, started_at), argMax(error, started_at)
FROM job_runs
GROUP BY name
ORDER BY name
