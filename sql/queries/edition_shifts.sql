-- edition freeze, of a revision: in which procedures fewer than five ratings
-- came or went since the edition that it corrects, about the same months.
-- Beside each other the two would give these answers away.
SELECT procedure
FROM
(
    SELECT
        procedure,
        sumIf(toInt64(citizens), edition = {b:String}) - sumIf(toInt64(citizens), edition = {a:String}) AS moved
    FROM edition_tallies
    WHERE (edition = {a:String} AND copy = {copy_a:UInt64} OR edition = {b:String} AND copy = {copy_b:UInt64})
        AND question = 'rating'
    GROUP BY procedure, week, instrument, channel, outcome, standing, signed
)
GROUP BY procedure
HAVING @few(sum(greatest(moved, 0))) OR @few(sum(greatest(-moved, 0)))
ORDER BY procedure
