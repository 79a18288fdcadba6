-- Evidence: what the probes of a span of time found, by procedure. Of two
-- probes of one instant the later import counts.
SELECT procedure, count(), countIf(up), sumIf(ms, up), max(at)
FROM
(
    SELECT procedure, at, argMax(up, import) AS up, toUInt64(argMax(ms, import)) AS ms
    FROM probes
    WHERE at >= {start:DateTime64(3, 'UTC')} AND at < {end:DateTime64(3, 'UTC')}
        AND (empty({procedure:String}) OR procedure = {procedure:String})
        AND import IN @committed
    GROUP BY procedure, at
)
GROUP BY procedure
