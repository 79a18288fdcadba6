-- procedure proposals: what the newest run of the job "top250" proposed.
SELECT procedure, enters, reasons
FROM list_proposals
WHERE at = (SELECT max(started_at) FROM job_runs WHERE name = 'top250' AND error = '')
ORDER BY enters DESC, procedure
