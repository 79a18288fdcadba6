-- The collector and `restore`: whether a verdict of the kind is known.
SELECT count() > 0
FROM verdicts
WHERE procedure = {procedure:String} AND day = {day:Date} AND id = {id:UUID} AND kind = {kind:String}
