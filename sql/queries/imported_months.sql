-- import ratings: where imported ratings are that count already.
SELECT DISTINCT procedure, toStartOfMonth(day) AS month
FROM ratings
WHERE node = 0 AND epoch IN (SELECT number FROM imports FINAL WHERE state = 'committed')
