-- The ministries' space: what every procedure received lately, and when last.
SELECT
    procedure,
    sumIf(slices.citizens, day = {today:Date}),
    sumIf(slices.citizens, day > {today:Date} - 7 AND day <= {today:Date}),
    max(day)
FROM tallies FINAL
ARRAY JOIN slices
WHERE slices.dimension = '' AND slices.question = 'rating' AND slices.citizens > 0
GROUP BY procedure
