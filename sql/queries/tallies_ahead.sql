-- The job "tally": were rows counted at an instant that is yet to come, because
-- the clock was set back since?
SELECT count() > 0
FROM tallies
WHERE counted_at > {horizon:DateTime64(3, 'UTC')}
