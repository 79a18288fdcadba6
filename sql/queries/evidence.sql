-- Procedure pages, API and the job "indicators": the tallies of a window by
-- ISO week (the design effect needs weeks).
SELECT
    procedure, toMonday(day) AS week,
    slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    sum(slices.citizens), sumForEach(slices.counts), sum(slices.mm), sum(slices.my), sum(slices.yy)
FROM tallies FINAL
ARRAY JOIN slices
WHERE day >= {start:Date} AND day < {end:Date}
    AND (empty({procedure:String}) OR procedure = {procedure:String})
    AND slices.dimension = ''
GROUP BY ALL
ORDER BY ALL
