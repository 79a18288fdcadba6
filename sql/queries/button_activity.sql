-- The ministries' space: when something last came from each button of a
-- procedure, and how much in 30 days. Imported ratings came from none here.
SELECT button, sum(rated), sum(counted), max(last_rating), max(last_event)
FROM
(
    SELECT button, uniqExactIf(id, day > {today:Date} - 30) AS rated, 0 AS counted, max(day) AS last_rating, toDate(0) AS last_event
    FROM ratings
    WHERE procedure = {procedure:String} AND node != 0
    GROUP BY button
    UNION ALL
    SELECT button, 0, sumIf(toUInt64(n), day > {today:Date} - 30), toDate(0), max(day)
    FROM events FINAL
    WHERE procedure = {procedure:String}
    GROUP BY button
)
GROUP BY button
ORDER BY button
