-- Every page, once a second: changes whenever an import is committed or
-- undone, a job wrote something, an edition came further, something happened to
-- a procedure, or an alarm was raised, acknowledged or ended. (A union takes half
-- the time of one subquery for each.)
SELECT arrayStringConcat(arraySort(groupArray(concat(source, ' ', toString(at)))), ', ')
FROM
(
    SELECT 'alarms' AS source, max(at) AS at FROM alarms
    UNION ALL SELECT 'editions', max(at) FROM editions
    UNION ALL SELECT 'imports', max(at) FROM imports WHERE state != 'started'
    UNION ALL SELECT 'jobs', max(finished_at) FROM job_runs WHERE rows > 0
    UNION ALL SELECT 'revisions', max(at) FROM revisions
    UNION ALL SELECT 'procedures', max(at) FROM procedure_events
)
