-- Everywhere: each procedure as the newest committed import describes it.
SELECT * EXCEPT import
FROM procedures FINAL
WHERE import IN @committed
ORDER BY id, import DESC
LIMIT 1 BY id
