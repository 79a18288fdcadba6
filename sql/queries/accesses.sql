-- The ministries' space, once a second, and `token list`: every access, its
-- parts put together.
SELECT
    id, max(name), max(role), max(ministry), arraySort(groupUniqArrayArray(procedures)), max(hash), max(made_by),
    max(created_at) AS made, max(expires_at), max(revoked), max(last_used)
FROM accesses
GROUP BY id
HAVING max(hash) != ''
ORDER BY made, id
