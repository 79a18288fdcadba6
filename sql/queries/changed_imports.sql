-- The job "tally": imports committed or undone since its last run.
SELECT number
FROM imports FINAL
WHERE at >= {since:DateTime64(3, 'UTC')} AND state != 'started'
