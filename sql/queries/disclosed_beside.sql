-- The job "indicators" and pages: the published figures made of ratings that
-- were served for windows near one, and are still good: an import of
-- ratings moves them, and a revision of their months those kinds that it is of; a
-- catalogue does not. Beside them a figure must not give a
-- few citizens away.
WITH
    (SELECT groupArray((first_day, at)) FROM imports FINAL WHERE kind = 'ratings' AND state != 'started') AS reached,
    (SELECT groupArray((procedure::String, month, kinds, at)) FROM revisions FINAL) AS revised
SELECT procedure, figure
FROM indicators FINAL
WHERE as_of >= {first:Date} AND as_of <= {last:Date}
    AND value IS NOT NULL
    AND kind IN (@rated_kinds)
    AND NOT arrayExists(i -> i.1 <= as_of AND i.2 >= computed_at, reached)
    AND NOT arrayExists(r -> r.1 = procedure AND r.2 <= as_of AND has(r.3, kind::String) AND r.4 >= computed_at, revised)
ORDER BY procedure, as_of
