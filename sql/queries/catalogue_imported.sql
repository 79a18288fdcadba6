-- The jobs "alarms" and "abuse": when a catalogue was last imported, invented
-- ones apart.
SELECT toDate(max(at), 'Europe/Paris')
FROM imports FINAL
WHERE kind = 'catalogue' AND state = 'committed' AND NOT synthetic
