-- The jobs "abuse" and "alarms": what came from each host, by procedure and day.
SELECT
    procedure, day, host, toString(standing),
    toUInt32(least(sum(toUInt64(ratings)), 4294967295)), toUInt32(least(sum(toUInt64(events)), 4294967295))
FROM hosts FINAL
WHERE day >= {since:Date}
GROUP BY procedure, day, host, standing
ORDER BY procedure, day, host, standing
