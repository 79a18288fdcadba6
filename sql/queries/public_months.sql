-- Public figures: what is public of whole months, for what was served beside.
SELECT
    procedure, month,
    slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    slices.dimension, slices.value,
    sum(slices.citizens), sumForEach(slices.counts), sum(slices.mm), sum(slices.my), sum(slices.yy)
FROM closed_tallies(as_of = {as_of:Date}, start = {start:Date}, end = {end:Date})
ARRAY JOIN slices
WHERE slices.dimension IN (@dimensions)
GROUP BY ALL
ORDER BY ALL
