-- The job "alarms": a procedure's answers on satisfaction by day, headline
-- population alone.
SELECT
    procedure, day,
    slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    slices.dimension, slices.value,
    sum(slices.citizens), sumForEach(slices.counts), sum(slices.mm), sum(slices.my), sum(slices.yy)
FROM tallies FINAL
ARRAY JOIN slices
WHERE procedure = {procedure:String} AND day >= {start:Date} AND day < {end:Date}
    AND slices.dimension = '' AND slices.question = 'satisfaction' AND (slices.standing, slices.channel, slices.outcome) IN (@headline)
GROUP BY ALL
ORDER BY ALL
