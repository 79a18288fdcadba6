-- Charts: the newest whole copy for a last day, 1970 when there is none.
SELECT max(copied_at)
FROM served_months
WHERE as_of = {as_of:Date} AND procedure = ''
