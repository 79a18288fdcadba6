-- The catalogue and the job "tally": what happened to procedures, deleted
-- events too, and which day it is.
SELECT procedure, toString(kind), target, day, message, deleted, at, toDate(now64(3, 'Europe/Paris'))
FROM procedure_events FINAL
ORDER BY procedure, kind, target
