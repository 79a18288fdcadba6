-- Pages and `rating quarantine`: how many ratings of each procedure are set
-- aside, by reason.
SELECT procedure, why, count()
FROM
(
    SELECT procedure, argMaxIf(reason, at, kind = 'quarantine') AS why
    FROM verdicts FINAL
    GROUP BY procedure, day, id
    HAVING maxIf(at, kind = 'quarantine') > maxIf(at, kind = 'release') AND countIf(kind = 'erase') = 0
)
GROUP BY procedure, why
ORDER BY procedure, why
