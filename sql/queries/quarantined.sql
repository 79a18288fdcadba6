-- Pages and `rating quarantine`: how many ratings of each procedure are set
-- aside, by reason. After a merge they are the successor's, as in its figures.
SELECT
    if((arrayFirst((i, m, f) -> m = given AND f <= day,
        {merged_into:Array(String)}, {merged:Array(String)}, {merged_from:Array(Date)}) AS successor) = '', given, successor) AS counted,
    why, count()
FROM
(
    SELECT procedure::String AS given, day, argMaxIf(reason, at, kind = 'quarantine') AS why
    FROM verdicts FINAL
    GROUP BY procedure, day, id
    HAVING maxIf(at, kind = 'quarantine') > maxIf(at, kind = 'release') AND countIf(kind = 'erase') = 0
)
GROUP BY counted, why
ORDER BY counted, why
