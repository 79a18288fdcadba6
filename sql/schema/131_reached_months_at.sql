-- The months before a day in which imports of ratings, committed or taken back,
-- brought some, each with the procedure that counts them and the newest of these
-- instants.
CREATE VIEW IF NOT EXISTS reached_months_at AS
SELECT
    if((arrayFirst((i, m, f) -> m = import_days.procedure AND f <= import_days.day,
        {merged_into:Array(String)}, {merged:Array(String)}, {merged_from:Array(Date)}) AS successor) = '',
        import_days.procedure::String, successor) AS counted,
    toStartOfMonth(day) AS month, max(made.at) AS at
FROM import_days
INNER JOIN (SELECT number, at FROM imports FINAL WHERE kind = 'ratings' AND state != 'started') AS made ON made.number = import_days.import
WHERE day < {end:Date}
GROUP BY counted, month
