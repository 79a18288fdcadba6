-- Pages and API: the months about which something is public, by their last days,
-- and of how many procedures the figures are stored and not overtaken by an import
-- (see indicators). The first month with answers is one of them.
WITH (SELECT groupArray((first_day, at)) FROM imports FINAL WHERE state != 'started') AS reached
SELECT as_of, countIf(NOT arrayExists(i -> i.1 <= as_of AND i.2 >= computed_at, reached)) AS procedures
FROM
(
    SELECT as_of, procedure, max(computed_at) AS computed_at
    FROM indicators
    GROUP BY as_of, procedure
)
GROUP BY as_of
UNION ALL
SELECT toLastDayOfMonth(min(month)), 0
FROM public_tallies
WHERE notEmpty(slices.week)
HAVING count() > 0
