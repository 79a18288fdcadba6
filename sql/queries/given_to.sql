-- The ministries' space, before a verdict: which procedure a rating was given
-- to, of those whose ratings of its day another one counts; erased ones apart.
SELECT DISTINCT procedure::String
FROM ratings
WHERE procedure IN {givers:Array(String)} AND day = {day:Date} AND id = {id:UUID}
    AND {procedure:String} = @counted_by(ratings.procedure, ratings.day)
    AND (procedure, day, id) NOT IN (
        SELECT procedure, day, id FROM verdicts WHERE procedure IN {givers:Array(String)} AND day = {day:Date} AND kind = 'erase')
