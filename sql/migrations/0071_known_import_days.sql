-- The days of the imports that were made before they were noted.
INSERT INTO import_days
SELECT DISTINCT epoch, procedure, day
FROM ratings
WHERE node = 0
