-- The jobs "alarms" and "abuse": until when the ratings, the stated volumes and
-- the probes of each procedure go.
SELECT procedure, max(rated), max(stated), max(probed)
FROM
(
    SELECT procedure, max(day) AS rated, toDate(0) AS stated, toDate(0) AS probed
    FROM tallies FINAL
    ARRAY JOIN slices
    WHERE slices.dimension = '' AND (slices.standing, slices.channel, slices.outcome) IN (@headline)
    GROUP BY procedure
    UNION ALL
    SELECT procedure, toDate(0), max(period_end), toDate(0)
    FROM volumes FINAL
    WHERE period_end < {today:Date}
        AND (import = 0 OR import IN @committed)
    GROUP BY procedure
    UNION ALL
    SELECT procedure, toDate(0), toDate(0), toDate(max(at), 'Europe/Paris')
    FROM probes
    WHERE import IN @committed
    GROUP BY procedure
)
GROUP BY procedure
