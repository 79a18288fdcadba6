-- The job "erasures": how many rows of erased ratings are left, by partition.
SELECT toYYYYMM(day) AS month, count()
FROM ratings
WHERE (procedure, day, id) IN @erased_ratings
GROUP BY month
ORDER BY month
SETTINGS max_execution_time = 600
