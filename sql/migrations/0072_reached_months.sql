-- The months before a day in which imports of ratings, committed or taken back
-- since an instant, brought some: each with the procedure that counts them.
CREATE VIEW IF NOT EXISTS reached_months AS
SELECT DISTINCT
    if((arrayFirst((i, m, f) -> m = import_days.procedure AND f <= import_days.day,
        {merged_into:Array(String)}, {merged:Array(String)}, {merged_from:Array(Date)}) AS successor) = '',
        import_days.procedure::String, successor) AS procedure,
    toStartOfMonth(day) AS month
FROM import_days
WHERE day < {end:Date} AND import IN (
    SELECT number FROM imports FINAL WHERE kind = 'ratings' AND state != 'started' AND at >= {since:DateTime64(3, 'UTC')})
