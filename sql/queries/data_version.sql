-- Every page, once a second: changes whenever an import is committed or
-- undone, a job wrote something, an edition came further, something happened to
-- a procedure, or an alarm was raised, acknowledged or ended.
SELECT concat(
    toString((SELECT max(at) FROM imports WHERE state != 'started')), ' ',
    toString((SELECT max(finished_at) FROM job_runs WHERE rows > 0)), ' ',
    toString((SELECT max(at) FROM editions)), ' ',
    toString((SELECT max(at) FROM procedure_events)), ' ',
    toString((SELECT max(at) FROM alarms)))
