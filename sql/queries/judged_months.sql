-- Closing of public windows: the public months of which ratings were set aside or
-- put back since their newest version, how many, and why. Verdicts of shortly before
-- a version may not have been counted in it: for a day they are looked at as well.
WITH newest AS (SELECT procedure::String AS public, month, max(closed_at) AS closed FROM public_tallies GROUP BY public, month)
SELECT
    counted, judged.month, any(newest.closed), uniqExact(id),
    groupUniqArrayIf(why, judged.at > newest.closed) AS since, arraySort(if(empty(since), groupUniqArray(why), since))
FROM
(
    SELECT
        @counted_by(verdicts.procedure, verdicts.day) AS counted,
        toStartOfMonth(day) AS month, id, reason::String AS why, at
    FROM verdicts FINAL
    WHERE kind IN ('quarantine', 'release') AND day < {end:Date}
) AS judged
INNER JOIN newest ON newest.public = judged.counted AND newest.month = judged.month
WHERE judged.at > newest.closed
    OR judged.at > newest.closed - toIntervalSecond({margin:UInt32}) AND newest.closed > {yesterday:DateTime64(3, 'UTC')}
GROUP BY counted, judged.month
ORDER BY counted, judged.month
