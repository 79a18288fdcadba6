-- Every page, once a second: changes whenever an import is committed or
-- undone, a job wrote something, or an edition came further.
SELECT concat(
    toString((SELECT max(at) FROM imports WHERE state != 'started')), ' ',
    toString((SELECT max(finished_at) FROM job_runs WHERE rows > 0)), ' ',
    toString((SELECT max(at) FROM editions)))
