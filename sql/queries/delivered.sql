-- The shipper's verification: which journal records arrived, and as what.
SELECT seq, id, ver
FROM ratings
WHERE node = {node:UInt32} AND epoch = {epoch:UInt32} AND seq >= {from:UInt64} AND seq <= {to:UInt64}
SETTINGS max_execution_time = 60
