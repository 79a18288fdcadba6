-- The collector, once a second, and `key list`: every key, revoked ones too.
-- A revocation holds whatever the clocks were.
SELECT id, any(procedure), any(secret), min(created_at), max(revoked)
FROM keys
GROUP BY id
ORDER BY min(created_at), id
