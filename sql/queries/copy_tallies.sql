-- edition freeze: what is public of the window, by ISO week, cut where a month
-- begins, as evidence reads it.
INSERT INTO edition_tallies
SELECT
    {edition:String}, {copy:UInt64}, procedure, slices.week,
    slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    slices.dimension, slices.value,
    slices.citizens, slices.counts, slices.mm, slices.my, slices.yy
FROM closed_tallies(as_of = {as_of:Date}, start = {start:Date}, end = {end:Date})
ARRAY JOIN slices
