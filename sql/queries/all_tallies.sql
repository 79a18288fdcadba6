-- observatory export tallies: what was counted, a line per slice of a
-- procedure's day.
SELECT
    procedure, day, counted_at,
    slices.question AS question, slices.instrument AS instrument, slices.channel AS channel, slices.outcome AS outcome,
    slices.standing AS standing, slices.signed AS signed, slices.dimension AS dimension, slices.value AS value,
    slices.citizens AS citizens,
    slices.counts[1] AS level_1, slices.counts[2] AS level_2, slices.counts[3] AS level_3, slices.counts[4] AS level_4, slices.counts[5] AS level_5,
    slices.mm AS mm, slices.my AS my, slices.yy AS yy
FROM tallies FINAL
ARRAY JOIN slices
ORDER BY procedure, day, question, instrument, channel, outcome, standing, signed, dimension, value
FORMAT CSVWithNames
