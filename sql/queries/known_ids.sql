-- import ratings: the ids of one procedure and month that an import brought.
SELECT id
FROM ratings FINAL
WHERE procedure = {procedure:String} AND day >= {first:Date} AND day <= {last:Date}
    AND node = 0 AND epoch IN @committed
