-- `rating quarantine`, `release`, `erase`: whether there is such a rating, and
-- whether it was erased.
SELECT
    (SELECT count() FROM ratings WHERE procedure = {procedure:String} AND day = {day:Date} AND id = {id:UUID}) > 0 AS stored,
    (SELECT count() FROM verdicts WHERE procedure = {procedure:String} AND day = {day:Date} AND id = {id:UUID} AND kind = 'erase') > 0 AS erased
