-- The tallies as they would be made public: by month, their slices by ISO week,
-- cut where a month begins.
CREATE VIEW IF NOT EXISTS counted_months AS
SELECT procedure, month, slices, reinterpretAsUInt128(sipHash128(toString(slices))) AS digest
FROM
(
    SELECT
        procedure, month,
        arraySort(groupArrayIf((week, question, instrument, channel, outcome, standing, signed, dimension, value, citizens, counts, mm, my, yy), citizens > 0)) AS slices
    FROM
    (
        SELECT
            procedure, toStartOfMonth(day) AS month, greatest(toMonday(day), month) AS week,
            slices.question AS question, slices.instrument AS instrument, slices.channel AS channel, slices.outcome AS outcome,
            slices.standing AS standing, slices.signed AS signed, slices.dimension AS dimension, slices.value AS value,
            sum(slices.citizens) AS citizens, sumForEach(slices.counts) AS counts, sum(slices.mm) AS mm, sum(slices.my) AS my, sum(slices.yy) AS yy
        FROM tallies FINAL
        LEFT ARRAY JOIN slices
        GROUP BY procedure, month, week, question, instrument, channel, outcome, standing, signed, dimension, value
    )
    GROUP BY procedure, month
)
