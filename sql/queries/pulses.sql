-- The job "alarms": when each procedure was last rated online, and how many
-- ratings came in the 28 days until then, and in the same days a year before.
-- What was imported came through no button of ours.
WITH
    daily AS
    (
        SELECT procedure, day, count() AS n
        FROM ratings FINAL
        WHERE day >= {since:Date} AND node != 0 AND channel = 'online'
        GROUP BY procedure, day
    ),
    lasts AS (SELECT procedure, max(day) AS last FROM daily GROUP BY procedure)
SELECT
    procedure, last,
    sumIf(n, day > last - 28),
    sumIf(n, day > subtractYears(last, 1) - 28 AND day <= subtractYears(last, 1))
FROM daily
INNER JOIN lasts USING (procedure)
GROUP BY procedure, last
ORDER BY procedure
SETTINGS do_not_merge_across_partitions_select_final = 1, max_execution_time = 600
