-- Closing of public windows: every version that was public of some months, and
-- last what is counted now. A version without slices has one row, of no question.
SELECT key, version, procedure, week, question, instrument, channel, outcome, standing, signed, dimension, value, citizens, counts, mm, my, yy
FROM
(
    SELECT
        concat(procedure, '|', toString(month)) AS key, closed_at AS version, procedure,
        slices.week AS week, slices.question AS question, slices.instrument AS instrument, slices.channel AS channel, slices.outcome AS outcome,
        slices.standing AS standing, slices.signed AS signed, slices.dimension AS dimension, slices.value AS value,
        slices.citizens AS citizens, slices.counts AS counts, slices.mm AS mm, slices.my AS my, slices.yy AS yy
    FROM public_tallies
    LEFT ARRAY JOIN slices
    WHERE has({months:Array(String)}, key)
    UNION ALL
    SELECT
        concat(procedure, '|', toString(month)) AS key, toDateTime64('2200-01-01 00:00:00', 3, 'UTC') AS version, procedure,
        s.1, s.2, s.3, s.4, s.5, s.6, s.7, s.8, s.9, s.10, s.11, s.12, s.13, s.14
    FROM counted_months
    LEFT ARRAY JOIN slices AS s
    WHERE has({months:Array(String)}, key)
)
ORDER BY ALL
