-- The job "alarms": when each procedure was last rated online, and how many
-- ratings came in the 28 days until then, and in the same days a year before.
-- What was imported came through no button of ours. After a merge ratings are
-- the successor's.
WITH
    daily AS
    (
        SELECT
            @counted_by(ratings.procedure, ratings.day) AS counted,
            day, count() AS n
        FROM ratings FINAL
        WHERE day >= {since:Date} AND node != 0 AND channel = 'online'
        GROUP BY counted, day
    ),
    lasts AS (SELECT counted, max(day) AS last FROM daily GROUP BY counted)
SELECT
    counted, last,
    sumIf(n, day > last - 28),
    sumIf(n, day > subtractYears(last, 1) - 28 AND day <= subtractYears(last, 1))
FROM daily
INNER JOIN lasts USING (counted)
GROUP BY counted, last
ORDER BY counted
SETTINGS do_not_merge_across_partitions_select_final = 1, max_execution_time = 600
