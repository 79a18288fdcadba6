-- The job "tally": how many (procedure, day) rows one count wrote.
SELECT count()
FROM tallies
WHERE counted_at = {counted_at:DateTime64(3, 'UTC')}
