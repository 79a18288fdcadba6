-- Pages and API: the figures served for a month, but those that an import
-- reached since: into their window, or before it, for a figure also says since
-- when ratings are collected.
SELECT procedure, figure
FROM indicators FINAL
WHERE as_of = {as_of:Date}
    AND (empty({procedure:String}) OR procedure = {procedure:String})
    AND computed_at > (
        SELECT max(at) FROM imports FINAL
        WHERE state != 'started' AND first_day < {end:Date})
ORDER BY procedure
