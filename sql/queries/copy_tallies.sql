-- edition freeze: the tallies of the window, by ISO week, cut where a month
-- begins, as evidence reads them.
INSERT INTO edition_tallies
SELECT
    {edition:String}, {copy:UInt64}, procedure, greatest(toMonday(day), toStartOfMonth(day)) AS week,
    slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    slices.dimension, slices.value,
    sum(slices.citizens), sumForEach(slices.counts), sum(slices.mm), sum(slices.my), sum(slices.yy)
FROM tallies FINAL
ARRAY JOIN slices
WHERE day >= {start:Date} AND day < {end:Date}
GROUP BY ALL
