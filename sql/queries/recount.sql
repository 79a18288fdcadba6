-- The job "tally": counts again, from ratings, every (procedure, day) that
-- something changed in since the last run, and replaces its row of tallies.
INSERT INTO tallies
WITH
    committed AS (SELECT number FROM imports FINAL WHERE state = 'committed'),
    cells AS
    (
        -- What comes during the count belongs to the next one: this set is
        -- read more than once, and must stay the same.
        SELECT procedure, day FROM ratings
        WHERE inserted_at >= {since:DateTime64(3, 'UTC')} AND inserted_at < {counted_at:DateTime64(3, 'UTC')}
        UNION DISTINCT
        SELECT procedure, day FROM ratings
        WHERE notEmpty({imports:Array(UInt32)}) AND node = 0 AND has({imports:Array(UInt32)}, epoch)
        UNION DISTINCT
        SELECT procedure, day FROM verdicts
        WHERE at >= {since:DateTime64(3, 'UTC')}
    ),
    judged AS
    (
        SELECT procedure, day, id, maxIf(at, kind = 'quarantine') > maxIf(at, kind = 'release') AS quarantined,
            countIf(kind = 'erase') > 0 AS erased
        FROM verdicts FINAL
        WHERE (procedure, day) IN cells
        GROUP BY procedure, day, id
    ),
    -- One row per rating and question: how many answers of each level.
    answers AS
    (
        SELECT
            procedure, day, instrument, channel, outcome, signed, lang, source, button, help.channel AS helpers,
            multiIf(quarantined, 'quarantined', doubt != '', 'doubtful', 'accepted')::LowCardinality(String) AS standing,
            standing = 'accepted' AND channel = 'online' AND outcome IN ('done', 'unknown') AS headline,
            arrayMap(c -> c IN ('counter', 'phone', 'email', 'chat'), help.channel) AS asked,
            arrayJoin(arrayFilter(a -> arraySum(a.2) > 0, [
                ('rating', [1, 0, 0, 0, 0]::Array(UInt64)),
                ('satisfaction', [satisfaction = 1, satisfaction = 2, satisfaction = 3, satisfaction = 4, satisfaction = 5]::Array(UInt64)),
                ('clarity', [clarity = 1, clarity = 2, clarity = 3, clarity = 4, clarity = 5]::Array(UInt64)),
                ('help_reached', arrayMap(l -> arrayCount((a, r) -> a AND r = l, asked, help.reached), [1, 2, 3, 4, 5])::Array(UInt64)),
                ('help_quality', arrayMap(l -> arrayCount((a, q) -> a AND q = l, asked, help.quality), [1, 2, 3, 4, 5])::Array(UInt64)),
                ('autonomy', [notEmpty(help.channel) AND help.channel != ['none'], help.channel = ['none'], 0, 0, 0]::Array(UInt64))
            ])) AS answered,
            answered.1::LowCardinality(String) AS question,
            answered.2 AS counts,
            arraySum(counts) AS m,
            counts[2] + 2 * counts[3] + 3 * counts[4] + 4 * counts[5] AS y
        FROM (SELECT *, day FROM ratings FINAL WHERE (procedure, day) IN cells) AS r
        LEFT JOIN judged AS j ON r.procedure = j.procedure AND r.day = j.day AND r.id = j.id
        WHERE NOT erased AND (node != 0 OR epoch IN committed)
    ),
    -- Breakdowns exist for the headline population's satisfaction alone. An
    -- empty value is not a category: it is what the others leave.
    slices AS
    (
        SELECT
            procedure, day, question, instrument, channel, outcome, standing, signed, part.1 AS dimension, part.2 AS value,
            count() AS citizens, sumForEach(counts) AS counts, sum(m * m) AS mm, sum(m * y) AS my, sum(y * y) AS yy
        FROM answers
        ARRAY JOIN arrayFilter(p -> p.1 = '' OR p.2 != '', if(headline AND question = 'satisfaction',
            arrayConcat(
                [('', ''), ('source', source), ('lang', lang), ('button', button)]::Array(Tuple(LowCardinality(String), LowCardinality(String))),
                arrayMap(h -> ('help', h), helpers)),
            [('', '')])) AS part
        GROUP BY procedure, day, question, instrument, channel, outcome, standing, signed, dimension, value
    )
SELECT
    cells.procedure, cells.day, {counted_at:DateTime64(3, 'UTC')} AS counted_at,
    groupArrayIf(question, citizens > 0), groupArrayIf(instrument, citizens > 0), groupArrayIf(channel, citizens > 0),
    groupArrayIf(outcome, citizens > 0), groupArrayIf(standing, citizens > 0), groupArrayIf(signed, citizens > 0),
    groupArrayIf(dimension, citizens > 0), groupArrayIf(value, citizens > 0), groupArrayIf(citizens, citizens > 0),
    groupArrayIf(counts, citizens > 0), groupArrayIf(mm, citizens > 0), groupArrayIf(my, citizens > 0), groupArrayIf(yy, citizens > 0)
FROM cells
LEFT JOIN slices ON slices.procedure = cells.procedure AND slices.day = cells.day
GROUP BY cells.procedure, cells.day
SETTINGS do_not_merge_across_partitions_select_final = 1, max_execution_time = 3600
