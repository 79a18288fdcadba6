-- Charts: what is served until the next month closes, copied from the tallies.
INSERT INTO served_months
SELECT
    {as_of:Date}, {copied_at:DateTime64(3, 'UTC')},
    procedure, toStartOfMonth(day) AS month,
    slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    slices.dimension, slices.value,
    sum(slices.citizens), sumForEach(slices.counts), sum(slices.mm), sum(slices.my), sum(slices.yy)
FROM tallies FINAL
ARRAY JOIN slices
WHERE day >= {start:Date} AND day < {end:Date}
    AND slices.dimension = '' AND slices.standing = 'accepted'
    AND slices.channel = 'online' AND slices.outcome IN ('done', 'unknown')
GROUP BY ALL
