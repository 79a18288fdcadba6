-- The job "tally": counts again, from ratings, every (procedure, day) that
-- something changed in since the last run, and replaces its row of tallies.
INSERT INTO tallies
WITH
    committed AS (SELECT number FROM imports FINAL WHERE state = 'committed'),
    cells AS
    (
        SELECT procedure, day FROM ratings
        WHERE inserted_at >= {since:DateTime64(3, 'UTC')}
        UNION DISTINCT
        SELECT procedure, day FROM ratings
        WHERE notEmpty({imports:Array(UInt32)}) AND node = 0 AND has({imports:Array(UInt32)}, epoch)
        UNION DISTINCT
        SELECT procedure, day FROM verdicts
        WHERE at >= {since:DateTime64(3, 'UTC')}
    ),
    judged AS
    (
        SELECT procedure, day, id, argMaxIf(kind, at, kind IN ('quarantine', 'release')) = 'quarantine' AS quarantined,
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
            multiIf(quarantined, 'quarantined', doubt != '', 'doubtful', 'accepted') AS standing,
            standing = 'accepted' AND channel = 'online' AND outcome IN ('done', 'unknown') AS headline,
            ['counter', 'phone', 'email', 'chat'] AS administration,
            arrayJoin([
                ('rating', [toUInt64(1), 0, 0, 0, 0]),
                ('satisfaction', arrayMap(l -> toUInt64(satisfaction = l), range(1, 6))),
                ('clarity', arrayMap(l -> toUInt64(clarity = l), range(1, 6))),
                ('help_reached', arrayMap(l -> toUInt64(arrayCount((c, r) -> has(administration, c) AND r = l, help.channel, help.reached)), range(1, 6))),
                ('help_quality', arrayMap(l -> toUInt64(arrayCount((c, q) -> has(administration, c) AND q = l, help.channel, help.quality)), range(1, 6))),
                ('autonomy', [toUInt64(notEmpty(help.channel) AND help.channel != ['none']), toUInt64(help.channel = ['none']), 0, 0, 0])
            ]) AS answered,
            answered.1 AS question,
            answered.2 AS counts,
            arraySum(counts) AS m,
            arraySum(arrayMap((c, j) -> c * j, counts, range(5))) AS y
        FROM (SELECT * , day FROM ratings FINAL WHERE (procedure, day) IN cells) AS r
        LEFT JOIN judged AS j ON r.procedure = j.procedure AND r.day = j.day AND r.id = j.id
        WHERE NOT erased AND (node != 0 OR epoch IN committed)
    ),
    slices AS
    (
        SELECT
            procedure, day, question, instrument, channel, outcome, standing, signed, part.1 AS dimension, part.2 AS value,
            count() AS citizens, sumForEach(counts) AS counts, sum(m * m) AS mm, sum(m * y) AS my, sum(y * y) AS yy
        FROM answers
        ARRAY JOIN arrayConcat(
            [('', '')],
            if(headline,
                arrayConcat([('source', source), ('lang', lang), ('button', button)], arrayMap(h -> ('help', h), helpers)),
                [])) AS part
        WHERE m > 0
        GROUP BY procedure, day, question, instrument, channel, outcome, standing, signed, dimension, value
        ORDER BY procedure, day, question, instrument, channel, outcome, standing, signed, dimension, value
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
