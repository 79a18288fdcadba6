-- Procedure pages, API and the job "indicators": the tallies of a window by
-- ISO week (the design effect needs weeks), cut where a month begins.
SELECT
    procedure, greatest(toMonday(day), toStartOfMonth(day)) AS start,
    slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    slices.dimension, slices.value,
    sum(slices.citizens), sumForEach(slices.counts), sum(slices.mm), sum(slices.my), sum(slices.yy)
FROM tallies FINAL
ARRAY JOIN slices
WHERE day >= {start:Date} AND day < {end:Date}
    AND (empty({procedure:String}) OR procedure = {procedure:String})
    AND slices.dimension IN (@dimensions)
GROUP BY ALL
ORDER BY ALL
