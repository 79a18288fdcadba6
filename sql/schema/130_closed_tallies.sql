-- What is public of the months from start until end in the windows that end on
-- as_of.
CREATE VIEW IF NOT EXISTS closed_tallies AS
SELECT *
FROM public_tallies
LEFT JOIN
(
    SELECT procedure, max(closed_at) AS own
    FROM closings
    WHERE as_of = {as_of:Date} AND procedure != ''
    GROUP BY procedure
) AS reached ON reached.procedure = public_tallies.procedure
WHERE month >= {start:Date} AND month < {end:Date}
    AND closed_at <= greatest(own, (SELECT max(closed_at) FROM closings WHERE as_of = {as_of:Date} AND procedure = ''))
ORDER BY closed_at DESC
LIMIT 1 BY procedure, month
