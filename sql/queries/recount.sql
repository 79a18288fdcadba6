-- The job "tally": counts again, from ratings, every (procedure, day) that
-- something changed in since the last run, and replaces its row of tallies.
INSERT INTO tallies
WITH
    committed AS @committed,
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
            arrayJoin([procedure::String, @successor(changed.procedure, changed.day)]) AS procedure,
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
        SELECT id, @aside AS quarantined, @erased AS erased
        FROM verdicts FINAL
        WHERE (procedure, day) IN sources
        GROUP BY id
    ),
    -- Levels are counted five at a time: each has 51 bits of one number, which
    -- hold more ratings than there will ever be.
    rated AS
    (
        SELECT
            @successor(given_to, day) AS successor,
            if(successor = '', given_to, successor)::LowCardinality(String) AS procedure,
            day, instrument, channel, outcome, signed,
            multiIf(id IN (SELECT id FROM judged WHERE quarantined), 'quarantined', doubt != '', 'doubtful', 'accepted')::LowCardinality(String) AS standing,
            [0, 1, bitShiftLeft(1::UInt256, 51), bitShiftLeft(1::UInt256, 102), bitShiftLeft(1::UInt256, 153), bitShiftLeft(1::UInt256, 204)] AS one_of,
            one_of[satisfaction + 1] AS satisfied, one_of[clarity + 1] AS clear,
            if(lang = '', 'unknown', lang)::LowCardinality(String) AS language, concat(source, '/', button)::LowCardinality(String) AS path,
            help.channel AS helpers, notEmpty(helpers) AS asked, helpers = ['none'] AS alone,
            multiIf(NOT asked, 'unknown', alone, 'alone', 'helped')::LowCardinality(String) AS autonomy,
            -- A citizen answers these for each channel of the administration: m
            -- answers, y levels above the worst in all.
            arrayFilter((l, c) -> l > 0 AND c IN (@administration_help), help.reached, helpers) AS reached,
            length(reached) AS reached_m, toUInt64(arraySum(reached) - reached_m) AS reached_y,
            arrayFilter((l, c) -> l > 0 AND c IN (@administration_help), help.quality, helpers) AS quality,
            length(quality) AS quality_m, toUInt64(arraySum(quality) - quality_m) AS quality_y
        FROM
        (
            SELECT *, day, procedure AS given_to
            FROM ratings FINAL
            WHERE (procedure, day) IN sources AND (node != 0 OR epoch IN committed) AND id NOT IN (SELECT id FROM judged WHERE erased)
        )
    ),
    -- Each rating is read once. Of breakdowns, the values of lang, path and
    -- autonomy are partitions, the unknown among them; a path is source and
    -- button together, so that cells of both nest.
    counted AS
    (
        SELECT
            procedure, day, instrument, channel, outcome, standing, signed,
            count() AS citizens, sum(satisfied) AS satisfaction, sum(clear) AS clarity, countIf(asked AND NOT alone) AS helped, countIf(alone) AS unaided,
            sumMap([language], [satisfied]) AS languages, sumMap([path], [satisfied]) AS paths, sumMap([autonomy], [satisfied]) AS autonomies,
            (countIf(reached_m > 0), [sum(countEqual(reached, 1)), sum(countEqual(reached, 2)), 0, 0, 0],
                sum(reached_m * reached_m), sum(reached_m * reached_y), sum(reached_y * reached_y)) AS reach,
            (countIf(quality_m > 0), [sum(countEqual(quality, 1)), sum(countEqual(quality, 2)), sum(countEqual(quality, 3)), sum(countEqual(quality, 4)), sum(countEqual(quality, 5))],
                sum(quality_m * quality_m), sum(quality_m * quality_y), sum(quality_y * quality_y)) AS well
        FROM rated
        GROUP BY procedure, day, instrument, channel, outcome, standing, signed
    ),
    sliced AS
    (
        WITH
            (five, place) -> toUInt64(bitAnd(bitShiftRight(five, 51 * place), 2251799813685247::UInt256)) AS level,
            five -> [level(five, 0), level(five, 1), level(five, 2), level(five, 3), level(five, 4)] AS levels,
            (dimension, counts) -> arrayMap((value, five) -> ('satisfaction', dimension, value::String, levels(five)), counts.1, counts.2) AS cells_of
        SELECT
            procedure, day, instrument, channel, outcome, standing, signed,
            arrayConcat(
                [('rating', '', '', [citizens, 0, 0, 0, 0]), ('satisfaction', '', '', levels(satisfaction)), ('clarity', '', '', levels(clarity)),
                    ('autonomy', '', '', [helped, unaided, 0, 0, 0])],
                -- Breakdowns exist for the headline population's satisfaction alone.
                if((standing, channel, outcome) IN (@headline),
                    arrayConcat(cells_of('lang', languages), cells_of('path', paths), cells_of('autonomy', autonomies)),
                    [])) AS answered,
            arrayConcat(
                arrayMap(a -> (a.1, a.2, a.3, arraySum(a.4), a.4, arraySum(a.4),
                    a.4[2] + 2 * a.4[3] + 3 * a.4[4] + 4 * a.4[5], a.4[2] + 4 * a.4[3] + 9 * a.4[4] + 16 * a.4[5]), answered),
                [('help_reached', '', '', reach.1, reach.2, reach.3, reach.4, reach.5), ('help_quality', '', '', well.1, well.2, well.3, well.4, well.5)]) AS all,
            arrayFilter(s -> s.4 > 0, all) AS slices
        FROM counted
    )
SELECT
    procedure, day, {counted_at:DateTime64(3, 'UTC')} AS counted_at,
    slices.1, slices.2, slices.3, slices.4, slices.5, slices.6, slices.7, slices.8, slices.9, slices.10, slices.11, slices.12, slices.13
FROM
(
    SELECT procedure, day, groupArrayArray(slices) AS slices
    FROM
    (
        SELECT procedure, day, arrayMap(s -> (s.1, instrument, channel, outcome, standing, signed, s.2, s.3, s.4, s.5, s.6, s.7, s.8), slices) AS slices
        FROM sliced
        UNION ALL
        -- A cell that has nothing any more loses its slices.
        SELECT procedure, day, [] FROM cells
    )
    GROUP BY procedure, day
)
SETTINGS do_not_merge_across_partitions_select_final = 1, max_execution_time = 3600
