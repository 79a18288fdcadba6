-- The shipper's verification of records that are not there: a later step or
-- an earlier vote of the same id may have replaced the row, or it was erased.
SELECT id, max(ver)
FROM
(
    SELECT id, ver FROM ratings
    WHERE procedure = {procedure:String} AND has({days:Array(Date)}, day) AND has({ids:Array(UUID)}, id)
    UNION ALL
    SELECT id, toUInt64(18446744073709551615) AS ver FROM verdicts
    WHERE procedure = {procedure:String} AND has({ids:Array(UUID)}, id) AND kind = 'erase'
)
GROUP BY id
SETTINGS max_execution_time = 60
