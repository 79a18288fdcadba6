-- The job "erasures": how many texts that were masked are left, by partition.
SELECT toYYYYMM(day) AS month, count()
FROM ratings
WHERE (comment != '' OR help_other_text != '')
    AND (procedure, day, id) IN (SELECT procedure, day, id FROM verdicts WHERE kind = 'mask')
GROUP BY month
ORDER BY month
SETTINGS max_execution_time = 600
