-- Closing of public windows, and figures that are computed again: the procedures
-- that imports of ratings reached before a day, since an instant.
SELECT DISTINCT procedure
FROM reached_months(since = {since:DateTime64(3, 'UTC')}, end = {end:Date},
    merged = {merged:Array(String)}, merged_into = {merged_into:Array(String)}, merged_from = {merged_from:Array(Date)})
ORDER BY procedure
SETTINGS max_execution_time = 600
