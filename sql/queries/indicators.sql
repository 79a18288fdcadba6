-- Pages and API: the figures served for a month, but those whose window an
-- import reached into since.
SELECT procedure, figure
FROM indicators FINAL
WHERE as_of = {as_of:Date}
    AND (empty({procedure:String}) OR procedure = {procedure:String})
    AND computed_at > (
        SELECT max(at) FROM imports FINAL
        WHERE state != 'started' AND first_day < {end:Date} AND last_day >= {start:Date})
ORDER BY procedure
