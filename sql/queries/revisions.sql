-- Pages: the log of revisions, the oldest first, with the satisfaction that is
-- public of their window now, when it was computed since.
SELECT r.procedure, r.as_of, r.at, r.months, r.aside, r.back, r.why, r.before_value, r.before_n, i.value, i.n, i.computed_at > r.at
FROM
(
    SELECT
        procedure, as_of, at, arraySort(groupArray(month)) AS months, sum(set_aside) AS aside, sum(put_back) AS back,
        arraySort(groupUniqArrayArray(reasons)) AS why, any(tuple(value)).1 AS before_value, any(n) AS before_n
    FROM revisions FINAL
    GROUP BY procedure, as_of, at
) AS r
LEFT JOIN (SELECT procedure, as_of, value, n, computed_at FROM indicators FINAL WHERE kind = {kind:String}) AS i
    ON i.procedure = r.procedure AND i.as_of = r.as_of
ORDER BY r.procedure, r.at
