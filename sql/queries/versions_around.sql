-- Public figures: the months that were public in more than one version, whole
-- months, oldest version first.
SELECT
    concat(procedure, '|', toString(month)) AS key, closed_at AS version, procedure, month,
    slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    slices.dimension, slices.value,
    sum(slices.citizens), sumForEach(slices.counts), sum(slices.mm), sum(slices.my), sum(slices.yy)
FROM public_tallies
LEFT ARRAY JOIN slices
WHERE month >= {start:Date} AND month < {end:Date}
    AND (procedure, month) IN (SELECT procedure, month FROM public_tallies GROUP BY procedure, month HAVING uniqExact(closed_at) > 1)
GROUP BY ALL
ORDER BY ALL
