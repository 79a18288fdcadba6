-- The collector, `export tombstones` and `restore`: what was erased, and whose
-- texts were masked, since then.
SELECT procedure, id, toString(kind) AS kind, reason, by, at
FROM verdicts FINAL
WHERE kind IN ('erase', 'mask') AND at >= {since:DateTime64(3, 'UTC')}
ORDER BY at, procedure, id
SETTINGS max_execution_time = 60
