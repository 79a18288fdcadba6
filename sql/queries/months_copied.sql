-- Charts: the newest whole copy for a last day, 1970 when there is none that is
-- still good. An import that reached into the months has them copied again.
SELECT maxIf(copied_at, copied_at > (SELECT max(at) FROM imports FINAL WHERE state != 'started' AND first_day < {end:Date}))
FROM served_months
WHERE as_of = {as_of:Date} AND procedure = ''
