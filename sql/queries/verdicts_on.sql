-- `rating show` and its siblings: what was decided about a rating.
SELECT procedure, toString(kind) AS kind, reason, by, at
FROM verdicts FINAL
WHERE day = {day:Date} AND id = {id:UUID}
ORDER BY at, verdicts.kind
SETTINGS max_execution_time = 60
