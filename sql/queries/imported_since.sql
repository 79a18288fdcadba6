-- Charts, and figures that are computed again: the imports of ratings that
-- reached into a window since an instant, and whether each was taken back.
SELECT number, state != 'committed' AS taken_back
FROM imports FINAL
WHERE kind = 'ratings' AND state != 'started' AND at >= {since:DateTime64(3, 'UTC')} AND first_day < {end:Date}
