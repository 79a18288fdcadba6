-- The jobs "abuse" and "alarms", `alarm list`, pages: every alarm of the
-- procedures, of all when none is named, the newest first.
SELECT s.id, procedure, kind, subject, day, last_true, opened_at, closed_at, details, a.at, a.by
FROM (SELECT * FROM alarms FINAL WHERE entry = 'state') AS s
LEFT JOIN (SELECT id, at, by FROM alarms FINAL WHERE entry = 'acknowledged') AS a ON a.id = s.id
WHERE empty({procedures:Array(String)}) OR has({procedures:Array(String)}, procedure)
ORDER BY opened_at DESC, procedure, kind, subject
