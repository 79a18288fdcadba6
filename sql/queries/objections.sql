-- /espace, `edition objections`, `edition publish`: the objections to an edition
-- with their answers, in the order in which they were filed.
SELECT o.id, o.procedure, o.kind, o.text, o.day, a.text, a.day
FROM (SELECT * FROM objections FINAL WHERE entry = 'objection' AND edition = {edition:String}) AS o
LEFT JOIN (SELECT id, text, day FROM objections FINAL WHERE entry = 'answer' AND edition = {edition:String}) AS a ON a.id = o.id
ORDER BY o.at, o.id
