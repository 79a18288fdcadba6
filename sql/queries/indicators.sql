-- Pages and API: the figures served for a month, but those that an import or a
-- revision reached since: into their window, or before it, for a figure also says
-- since when ratings are collected.
SELECT procedure, figure
FROM indicators FINAL
LEFT JOIN (SELECT procedure, max(at) AS at FROM revisions FINAL WHERE month < {end:Date} GROUP BY procedure) AS revised
    ON revised.procedure = indicators.procedure
WHERE as_of = {as_of:Date}
    AND (empty({procedure:String}) OR procedure = {procedure:String})
    AND computed_at > revised.at
    AND computed_at > (
        SELECT max(at) FROM imports FINAL
        WHERE state != 'started' AND first_day < {end:Date})
ORDER BY procedure
