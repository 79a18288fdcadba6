-- Beside evidence: the first day ever and the last day in the window with an
-- accepted online rating of the headline population.
SELECT procedure, min(day) AS first, maxIf(day, day >= {start:Date}) AS last
FROM tallies FINAL
ARRAY JOIN slices
WHERE day < {end:Date}
    AND (empty({procedure:String}) OR procedure = {procedure:String})
    AND slices.dimension = '' AND (slices.standing, slices.channel, slices.outcome) IN (@headline)
GROUP BY procedure
