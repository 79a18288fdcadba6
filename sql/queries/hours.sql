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
        HAVING maxIf(at, kind = 'quarantine') > maxIf(at, kind = 'release') OR countIf(kind = 'erase') > 0
    ),
    buttons AS
    (
        SELECT
            if((arrayFirst((i, m, f) -> m = ratings.procedure AND f <= ratings.day,
                {merged_into:Array(String)}, {merged:Array(String)}, {merged_from:Array(Date)}) AS successor) = '',
                ratings.procedure::String, successor) AS counted,
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
