-- The ministries' space: what a procedure received, by day.
SELECT
    day,
    sumIf(slices.citizens, slices.question = 'rating' AND slices.standing = 'accepted'),
    sumIf(slices.citizens, slices.question = 'rating' AND slices.standing = 'doubtful'),
    sumIf(slices.citizens, slices.question = 'rating' AND slices.standing = 'quarantined'),
    sumForEachIf(slices.counts, slices.question = 'satisfaction' AND slices.standing != 'quarantined')
FROM tallies FINAL
ARRAY JOIN slices
WHERE procedure = {procedure:String} AND day >= {start:Date} AND day < {end:Date} AND slices.dimension = ''
GROUP BY day
ORDER BY day DESC
