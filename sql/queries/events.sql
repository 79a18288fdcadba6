-- The funnel: how often each step happened in the window, by procedure.
SELECT procedure, toString(kind), sum(toUInt64(n))
FROM events FINAL
WHERE day >= {start:Date} AND day < {end:Date}
    AND (empty({procedure:String}) OR procedure = {procedure:String})
GROUP BY procedure, kind
