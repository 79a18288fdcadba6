-- The job "tally": counts again, from ratings, every (procedure, day) that
-- something changed in since the last run, and replaces its row of tallies.
INSERT INTO tallies
WITH
    committed AS (SELECT number FROM imports FINAL WHERE state = 'committed'),
    changed AS
    (
        -- What comes during the count belongs to the next one: this set is
        -- read more than once, and must stay the same.
        SELECT procedure, day FROM ratings
        WHERE inserted_at >= {since:DateTime64(3, 'UTC')} AND inserted_at < {until:DateTime64(3, 'UTC')}
        UNION DISTINCT
        SELECT procedure, day FROM ratings
        WHERE notEmpty({imports:Array(UInt32)}) AND node = 0 AND has({imports:Array(UInt32)}, epoch)
        UNION DISTINCT
        SELECT procedure, day FROM verdicts
        WHERE at >= {since:DateTime64(3, 'UTC')}
        UNION DISTINCT
        SELECT arrayJoin({touched:Array(String)}) AS procedure, day FROM ratings
        WHERE notEmpty({touched:Array(String)}) AND has({touched:Array(String)}, ratings.procedure) AND day >= {touched_from:Date}
    ),
    -- After a merge another procedure counts the ratings of a day; the one that
    -- they were given to has an empty row for it.
    cells AS
    (
        SELECT DISTINCT
            arrayJoin([procedure::String, arrayFirst((i, m, f) -> m = changed.procedure AND f <= changed.day,
                {merged_into:Array(String)}, {merged:Array(String)}, {merged_from:Array(Date)})]) AS procedure,
            day
        FROM changed
        WHERE procedure != ''
    ),
    -- Where ratings may be that count for a cell.
    sources AS
    (
        SELECT DISTINCT
            arrayJoin(arrayConcat([procedure], arrayFilter((m, i) -> i = cells.procedure, {merged:Array(String)}, {merged_into:Array(String)}))) AS procedure,
            day
        FROM cells
    ),
    judged AS
    (
        SELECT id, maxIf(at, kind = 'quarantine') > maxIf(at, kind = 'release') AS quarantined, countIf(kind = 'erase') > 0 AS erased
        FROM verdicts FINAL
        WHERE (procedure, day) IN sources
        GROUP BY id
    ),
    rated AS
    (
        SELECT
            arrayFirst((i, m, f) -> m = given_to AND f <= day,
                {merged_into:Array(String)}, {merged:Array(String)}, {merged_from:Array(Date)}) AS successor,
            if(successor = '', given_to, successor)::LowCardinality(String) AS procedure,
            day, instrument, channel, outcome, signed, satisfaction, clarity, source, button,
            if(lang = '', 'unknown', lang)::LowCardinality(String) AS language, concat(source, '/', button)::LowCardinality(String) AS path,
            multiIf(empty(help.channel), 'unknown', help.channel = ['none'], 'alone', 'helped')::LowCardinality(String) AS autonomy,
            help.channel AS helpers, help.reached AS reached, help.quality AS quality,
            multiIf(id IN (SELECT id FROM judged WHERE quarantined), 'quarantined', doubt != '', 'doubtful', 'accepted')::LowCardinality(String) AS standing,
            standing = 'accepted' AND channel = 'online' AND outcome IN ('done', 'unknown') AS headline
        FROM
        (
            SELECT *, day, procedure AS given_to
            FROM ratings FINAL
            WHERE (procedure, day) IN sources AND (node != 0 OR epoch IN committed) AND id NOT IN (SELECT id FROM judged WHERE erased)
        )
    ),
    -- Ratings are grouped first, and taken apart by question afterwards: groups
    -- are many times fewer. levels: how many answers of each.
    once AS
    (
        SELECT
            procedure, day, instrument, channel, outcome, standing, signed, '' AS dimension, '' AS value,
            ['rating', 'satisfaction', 'clarity', 'autonomy'] AS questions,
            [
                [count(), 0, 0, 0, 0],
                [countIf(satisfaction = 1), countIf(satisfaction = 2), countIf(satisfaction = 3), countIf(satisfaction = 4), countIf(satisfaction = 5)],
                [countIf(clarity = 1), countIf(clarity = 2), countIf(clarity = 3), countIf(clarity = 4), countIf(clarity = 5)],
                [countIf(notEmpty(helpers) AND helpers != ['none']), countIf(helpers = ['none']), 0, 0, 0]
            ] AS levels
        FROM rated
        GROUP BY procedure, day, instrument, channel, outcome, standing, signed
        UNION ALL
        -- Breakdowns exist for the headline population's satisfaction alone. A
        -- path is source and button together, so that cells of both nest. With
        -- the unknown, the values of lang, path and autonomy are partitions;
        -- no source or button is not a category, but what the others leave.
        SELECT
            procedure, day, instrument, 'online', outcome, 'accepted', signed,
            multiIf(source != '', 'source', button != '', 'button', language != '', 'lang', path != '', 'path', 'autonomy') AS dimension,
            concat(source, button, language, path, autonomy) AS value,
            ['satisfaction'], [[countIf(satisfaction = 1), countIf(satisfaction = 2), countIf(satisfaction = 3), countIf(satisfaction = 4), countIf(satisfaction = 5)]]
        FROM rated
        WHERE headline
        GROUP BY GROUPING SETS (
            (procedure, day, instrument, outcome, signed, source),
            (procedure, day, instrument, outcome, signed, button),
            (procedure, day, instrument, outcome, signed, language),
            (procedure, day, instrument, outcome, signed, path),
            (procedure, day, instrument, outcome, signed, autonomy))
        HAVING value != ''
        UNION ALL
        SELECT
            procedure, day, instrument, 'online', outcome, 'accepted', signed, 'help', helper,
            ['satisfaction'], [[countIf(satisfaction = 1), countIf(satisfaction = 2), countIf(satisfaction = 3), countIf(satisfaction = 4), countIf(satisfaction = 5)]]
        FROM rated
        ARRAY JOIN helpers AS helper
        WHERE headline
        GROUP BY procedure, day, instrument, outcome, signed, helper
    ),
    -- A citizen answers these questions for each channel of the administration:
    -- m answers, y levels above the worst in all.
    several AS
    (
        SELECT
            procedure, day, instrument, channel, outcome, standing, signed, question, count() AS citizens,
            [sum(countEqual(given, 1)), sum(countEqual(given, 2)), sum(countEqual(given, 3)), sum(countEqual(given, 4)), sum(countEqual(given, 5))] AS counts,
            sum(m * m) AS mm, sum(m * y) AS my, sum(y * y) AS yy
        FROM
        (
            SELECT
                procedure, day, instrument, channel, outcome, standing, signed, question, arrayFilter((l, c) -> l > 0 AND c IN ('counter', 'phone', 'email', 'chat'), answers, helpers) AS given,
                length(given) AS m, arraySum(given) - m AS y
            FROM rated
            ARRAY JOIN ['help_reached', 'help_quality'] AS question, [reached, quality] AS answers
            WHERE notEmpty(helpers)
        )
        WHERE notEmpty(given)
        GROUP BY procedure, day, instrument, channel, outcome, standing, signed, question
    ),
    slices AS
    (
        SELECT
            procedure, day, question, instrument, channel, outcome, standing, signed, dimension, value,
            arraySum(counts) AS citizens, counts, citizens AS mm,
            arraySum((n, y) -> n * y, counts, [0, 1, 2, 3, 4]) AS my, arraySum((n, y) -> n * y * y, counts, [0, 1, 2, 3, 4]) AS yy
        FROM once
        ARRAY JOIN questions AS question, levels AS counts
        WHERE citizens > 0
        UNION ALL
        SELECT procedure, day, question, instrument, channel, outcome, standing, signed, '', '', citizens, counts, mm, my, yy FROM several
        UNION ALL
        -- A cell that has nothing any more loses its slices.
        SELECT procedure, day, '', '', '', '', '', false, '', '', 0, [], 0, 0, 0 FROM cells
    )
SELECT
    procedure, day, {counted_at:DateTime64(3, 'UTC')} AS counted_at,
    slices.1, slices.2, slices.3, slices.4, slices.5, slices.6, slices.7, slices.8, slices.9, slices.10, slices.11, slices.12, slices.13
FROM
(
    SELECT
        procedure, day,
        groupArrayIf((question, instrument, channel, outcome, standing, signed, dimension, value, citizens, counts, mm, my, yy), citizens > 0) AS slices
    FROM slices
    GROUP BY procedure, day
)
SETTINGS do_not_merge_across_partitions_select_final = 1, max_execution_time = 3600
