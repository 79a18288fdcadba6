-- Pages and `rating quarantine`: how many ratings of each procedure are set
-- aside, by reason. After a merge they are the successor's, as in its figures.
SELECT
    @counted_by(given, day) AS counted,
    why, count()
FROM
(
    SELECT procedure::String AS given, day, argMaxIf(reason, at, kind = 'quarantine') AS why
    FROM verdicts FINAL
    GROUP BY procedure, day, id
    HAVING @aside AND NOT @erased
)
GROUP BY counted, why
ORDER BY counted, why
