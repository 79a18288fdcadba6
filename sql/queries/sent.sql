-- The funnel: how many online ratings were received in the window, by
-- procedure, whatever their standing.
SELECT procedure, sum(slices.citizens)
FROM tallies FINAL
ARRAY JOIN slices
WHERE day >= {start:Date} AND day < {end:Date}
    AND (empty({procedure:String}) OR procedure = {procedure:String})
    AND slices.dimension = '' AND slices.question = 'rating' AND slices.channel = 'online'
GROUP BY procedure
