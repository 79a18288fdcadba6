-- Charts: the headline population's answers in every public month, as they are
-- public now (false) and as they were when somebody was first in them.
WITH
    now AS
    (
        SELECT procedure, month, slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.dimension, slices.citizens, slices.counts, slices.mm, slices.my, slices.yy
        FROM closed_tallies(as_of = {as_of:Date}, start = {start:Date}, end = {end:Date})
    ),
    first AS
    (
        SELECT procedure, month, slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.dimension, slices.citizens, slices.counts, slices.mm, slices.my, slices.yy
        FROM public_tallies
        WHERE notEmpty(slices.week) AND month >= {start:Date} AND month < {end:Date}
        ORDER BY closed_at
        LIMIT 1 BY procedure, month
    )
SELECT
    at_first, procedure, month,
    slices.question, slices.instrument, slices.channel, 'unknown', slices.standing, false, '', '',
    sum(slices.citizens), sumForEach(slices.counts), sum(slices.mm), sum(slices.my), sum(slices.yy)
FROM (SELECT false AS at_first, * FROM now UNION ALL SELECT true AS at_first, * FROM first)
ARRAY JOIN slices
WHERE slices.dimension = '' AND (slices.standing, slices.channel, slices.outcome) IN (@headline)
GROUP BY ALL
ORDER BY ALL
