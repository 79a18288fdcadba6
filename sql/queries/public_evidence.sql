-- Public figures: what is public of a window, as evidence has it.
SELECT
    procedure, slices.week AS start,
    slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    slices.dimension, slices.value,
    slices.citizens, slices.counts, slices.mm, slices.my, slices.yy
FROM closed_tallies(as_of = {as_of:Date}, start = {start:Date}, end = {end:Date})
ARRAY JOIN slices
WHERE slices.dimension IN (@dimensions)
ORDER BY ALL
