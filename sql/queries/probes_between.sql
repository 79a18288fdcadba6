-- import probes: what is known already of a span of time.
SELECT procedure, at, argMax(up, import), argMax(ms, import)
FROM probes
WHERE at >= {first:DateTime64(3, 'UTC')} AND at <= {last:DateTime64(3, 'UTC')}
    AND import IN @committed
GROUP BY procedure, at
