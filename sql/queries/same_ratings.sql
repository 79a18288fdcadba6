-- The job "reconcile": ratings whose id has the 74 bits of one on the day
-- before. One of the two was stored since an instant; neither is erased. The
-- bits stand after the 14th character of the text.
WITH
    recent AS
    (
        SELECT DISTINCT procedure, day
        FROM ratings
        WHERE inserted_at >= {since:DateTime64(3, 'UTC')} AND node != 0
    ),
    around AS
    (
        SELECT DISTINCT procedure, day + arrayJoin([-1, 0, 1]) AS day FROM recent
    ),
    found AS
    (
        SELECT procedure, day, id, substring(toString(id), 15) AS bits
        FROM ratings
        WHERE (procedure, day) IN around AND node != 0
            AND (procedure, day, id) NOT IN @erased_ratings
        GROUP BY procedure, day, id
    )
SELECT procedure, id
FROM
(
    SELECT procedure, id, day, lagInFrame(day, 1, toDate(0)) OVER (PARTITION BY procedure, bits ORDER BY day) AS before
    FROM found
)
WHERE day = before + 1
ORDER BY procedure, id
SETTINGS max_execution_time = 600
