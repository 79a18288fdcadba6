-- Charts: what is served until the next month closes: copied from the tallies,
-- but for procedures that have a copy which no import concerns.
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
    AND ({whole:Bool} OR has({touched:Array(String)}, procedure))
    AND slices.dimension = '' AND slices.standing = 'accepted'
    AND slices.channel = 'online' AND slices.outcome IN ('done', 'unknown')
GROUP BY ALL
UNION ALL
SELECT * REPLACE ({copied_at:DateTime64(3, 'UTC')} AS copied_at)
FROM
(
    SELECT *
    FROM served_months
    WHERE NOT {whole:Bool} AND as_of = {as_of:Date} AND copied_at = {before:DateTime64(3, 'UTC')}
        AND procedure != '' AND NOT has({touched:Array(String)}, procedure)
)
