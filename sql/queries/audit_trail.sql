-- The ministries' space: what was done last; of one ministry unless it is
-- empty.
SELECT at, access, ministry, act, procedure, subject, detail
FROM audit
WHERE empty({ministry:String}) OR ministry = {ministry:String}
ORDER BY at DESC
LIMIT {most:UInt64}
