-- Charts: the headline population's answers by month.
SELECT
    procedure, toStartOfMonth(day) AS month,
    slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    slices.dimension, slices.value,
    sum(slices.citizens), sumForEach(slices.counts), sum(slices.mm), sum(slices.my), sum(slices.yy)
FROM tallies FINAL
ARRAY JOIN slices
WHERE day >= {start:Date} AND day < {end:Date}
    AND slices.dimension = '' AND (slices.standing, slices.channel, slices.outcome) IN (@headline)
GROUP BY ALL
ORDER BY ALL
