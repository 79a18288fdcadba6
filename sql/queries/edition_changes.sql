-- edition diff: in the months that both editions cover, how many ratings came
-- after the earlier one was frozen, and how many were erased.
SELECT procedure, sum(greatest(later - earlier, 0)), sum(greatest(earlier - later, 0))
FROM
(
    SELECT
        procedure, week,
        sumIf(toInt64(citizens), edition = {a:String}) AS earlier,
        sumIf(toInt64(citizens), edition = {b:String}) AS later
    FROM edition_tallies
    WHERE (edition = {a:String} AND copy = {copy_a:UInt64} OR edition = {b:String} AND copy = {copy_b:UInt64})
        AND question = 'rating' AND week >= {start:Date} AND week < {end:Date}
    GROUP BY procedure, week
)
GROUP BY procedure
HAVING sum(abs(later - earlier)) > 0
ORDER BY procedure
