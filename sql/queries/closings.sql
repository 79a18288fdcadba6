-- Public figures: when each public window was closed, as a whole and again for
-- single procedures.
SELECT as_of, procedure, max(closed_at)
FROM closings
GROUP BY as_of, procedure
