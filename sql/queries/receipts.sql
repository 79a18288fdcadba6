-- Every page: how many ratings were received for each procedure, all time.
SELECT
    procedure,
    sumIf(slices.citizens, slices.standing = 'accepted'),
    sumIf(slices.citizens, slices.standing = 'doubtful'),
    sumIf(slices.citizens, slices.standing = 'quarantined')
FROM tallies FINAL
ARRAY JOIN slices
WHERE slices.dimension = '' AND slices.question = 'rating'
GROUP BY procedure
