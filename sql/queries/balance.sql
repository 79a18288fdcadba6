-- doctor: the end of the conservation law. Distinct ids stored since a day,
-- what the tallies say of them, and the (procedure, day) cells where the two
-- differ: late ones are waiting for the next count, because of ratings, erasures,
-- imports or merges since the last one began; wrong ones are not.
WITH
    committed AS @committed,
    stored AS
    (
        SELECT
            @counted_by(ratings.procedure, ratings.day) AS counted,
            day, uniqExact(id) AS ids, max(inserted_at) AS last
        FROM ratings
        WHERE day >= {since:Date} AND (node != 0 OR epoch IN committed)
            AND (procedure, day, id) NOT IN @erased_ratings
        GROUP BY counted, day
    ),
    counted AS
    (
        SELECT procedure::String AS counted, day, sumIf(slices.citizens, slices.dimension = '' AND slices.question = 'rating') AS citizens
        FROM tallies FINAL
        ARRAY JOIN slices
        WHERE day >= {since:Date}
        GROUP BY procedure, day
    ),
    moved AS
    (
        SELECT
            @counted_by(given, day) AS counted,
            day
        FROM
        (
            SELECT procedure::String AS given, day FROM verdicts WHERE kind = 'erase' AND at >= {began:DateTime64(3, 'UTC')}
            UNION DISTINCT
            SELECT procedure::String AS given, day FROM ratings
            WHERE node = 0 AND epoch IN (SELECT number FROM imports FINAL WHERE state != 'started' AND at >= {began:DateTime64(3, 'UTC')})
        )
    )
SELECT
    sum(ids), sum(citizens),
    countIf(ids != citizens AND excused) AS late,
    countIf(ids != citizens AND NOT excused) AS wrong
FROM
(
    SELECT
        ids, citizens,
        last >= {began:DateTime64(3, 'UTC')} OR (counted, day) IN moved
            OR has({touched:Array(String)}, counted) AND day >= {touched_from:Date} AS excused
    FROM stored
    FULL JOIN counted USING (counted, day)
)
SETTINGS max_execution_time = 600
