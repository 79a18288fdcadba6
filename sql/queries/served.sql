-- The job "indicators" and pages: the published figures made of ratings that
-- were served for windows near one, and are still good: an import of
-- ratings moves them, a catalogue does not. Beside them a figure must not give a
-- few citizens away.
WITH (SELECT groupArray((first_day, at)) FROM imports FINAL WHERE kind = 'ratings' AND state != 'started') AS reached
SELECT procedure, figure
FROM indicators FINAL
WHERE as_of >= {first:Date} AND as_of <= {last:Date}
    AND value IS NOT NULL
    AND kind IN ('satisfaction', 'clarity', 'help_reachable', 'help_quality', 'autonomy')
    AND NOT arrayExists(i -> i.1 <= as_of AND i.2 >= computed_at, reached)
ORDER BY procedure, as_of
