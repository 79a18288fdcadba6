-- The ministries' space: how many comments there are beside each mark, by the
-- rules of comments.sql.
WITH
    committed AS @committed,
    hidden AS
    (
        SELECT procedure, day, id
        FROM verdicts
        WHERE procedure IN {givers:Array(String)}
        GROUP BY procedure, day, id
        HAVING @erased
            OR NOT {quarantined:Bool} AND @aside
    )
SELECT
    @counted_by(ratings.procedure, ratings.day) AS counted,
    countIf(satisfaction = 1), countIf(satisfaction = 2), countIf(satisfaction = 3), count()
FROM ratings FINAL
WHERE procedure IN {givers:Array(String)} AND counted IN {procedures:Array(String)} AND comment != ''
    AND (node != 0 OR epoch IN committed)
    AND (procedure, day, id) NOT IN hidden
GROUP BY counted
SETTINGS do_not_merge_across_partitions_select_final = 1, max_execution_time = 60
