-- import ratings: the days that it reaches.
INSERT INTO import_days
SELECT DISTINCT epoch, procedure, day
FROM ratings
WHERE node = 0 AND epoch = {import:UInt32}
SETTINGS max_execution_time = 600
