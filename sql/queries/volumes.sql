-- The volumes that count: for each procedure, channel and period, what was
-- stated last.
SELECT
    argMax(id, stated_at), procedure, period_start, period_end, channel,
    -- in tuples, for argMax passes over bare nulls
    tupleElement(argMax(tuple(started), stated_at), 1), tupleElement(argMax(tuple(completed), stated_at), 1),
    argMax(method, stated_at), argMax(source, stated_at),
    argMax(import, stated_at), max(stated_at) AS last
FROM
(
    -- Of one id the last statement counts alone, also when it moved to
    -- another period.
    SELECT *
    FROM volumes FINAL
    WHERE (empty({procedures:Array(String)}) OR procedure IN {procedures:Array(String)})
        AND (import = 0 OR import IN @committed)
    ORDER BY stated_at DESC, import DESC
    LIMIT 1 BY procedure, id
)
GROUP BY procedure, period_start, period_end, channel
ORDER BY procedure, period_start, period_end, channel
