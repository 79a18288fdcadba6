-- Every page, once a second: changes whenever an import is committed or
-- undone, or a job wrote something.
SELECT concat(
    toString((SELECT max(at) FROM imports WHERE state != 'started')), ' ',
    toString((SELECT max(finished_at) FROM job_runs WHERE rows > 0)))
