-- The trajectory: the history as the newest committed import tells it.
SELECT edition, figure_date, metric, value, unit, numerator, denominator, source
FROM published_figures
WHERE import = (SELECT max(number) FROM imports FINAL WHERE state = 'committed' AND kind = 'published')
ORDER BY position
