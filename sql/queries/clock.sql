-- The job "tally" reads the engine's clock before it counts.
SELECT now64(3, 'UTC')
