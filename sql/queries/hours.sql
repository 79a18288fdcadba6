-- The jobs "abuse" and "alarms": unsigned ratings by the hour in which they were
-- received, those that are set aside left out, and the button of most of them. After a
-- merge they are the successor's.
WITH
    judged AS
    (
        SELECT procedure, day, id
        FROM verdicts FINAL
        WHERE day >= {since:Date}
        GROUP BY procedure, day, id
        HAVING @aside OR @erased
    ),
    buttons AS
    (
        SELECT
            @counted_by(ratings.procedure, ratings.day) AS counted,
            toStartOfHour(received_at) AS hour, button, count() AS n, countIf(doubt != '') AS doubtful
        FROM ratings FINAL
        WHERE day >= {since:Date} AND received_at >= {from:DateTime64(3, 'UTC')} AND received_at < {to:DateTime64(3, 'UTC')}
            AND node != 0 AND NOT signed AND (procedure, day, id) NOT IN judged
        GROUP BY counted, hour, button
    )
SELECT counted, hour, sum(n), sum(doubtful), argMax(button, (n, button)), max(n)
FROM buttons
GROUP BY counted, hour
ORDER BY counted, hour
SETTINGS do_not_merge_across_partitions_select_final = 1, max_execution_time = 600
