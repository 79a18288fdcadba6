-- Before figures are stored: have all ratings that were imported been counted,
-- by a count that ended before the figures were computed?
SELECT
    (SELECT max(at) FROM imports FINAL WHERE kind = 'ratings' AND state != 'started')
    < (SELECT max(started_at) FROM job_runs WHERE name = 'tally' AND error = '' AND finished_at <= {computed_at:DateTime64(3, 'UTC')})
