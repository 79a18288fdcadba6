-- import ratings: where imported ratings are that count already.
SELECT DISTINCT procedure, toStartOfMonth(day) AS month
FROM import_days
WHERE import IN @committed
