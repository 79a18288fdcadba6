-- Closing of public windows, and figures that are computed again: the procedures
-- that imports of ratings, or revisions, reached before a day, since an instant.
SELECT DISTINCT procedure
FROM
(
    SELECT counted AS procedure
    FROM reached_months_at(end = {end:Date},
        merged = {merged:Array(String)}, merged_into = {merged_into:Array(String)}, merged_from = {merged_from:Array(Date)})
    WHERE at >= {since:DateTime64(3, 'UTC')}
    UNION ALL
    SELECT procedure::String
    FROM revisions FINAL
    WHERE month < {end:Date} AND at >= {since:DateTime64(3, 'UTC')}
)
ORDER BY procedure
SETTINGS max_execution_time = 600
