-- `rating quarantine` and `release` of a selection: one verdict for each of its
-- ratings that is not so already.
INSERT INTO verdicts (procedure, day, id, kind, reason, by, at)
WITH judged AS
(
    SELECT
        procedure, day, id,
        @aside AS aside,
        if(aside, toString(argMaxIf(reason, at, kind = 'quarantine')), '') AS why,
        @erased AS erased
    FROM verdicts FINAL
    WHERE procedure IN {givers:Array(String)} AND day >= {since:Date}
    GROUP BY procedure, day, id
)
SELECT procedure, day, id, {kind:String}, {verdict:String}, {by:String}, {at:DateTime64(3, 'UTC')}
FROM
(
    SELECT procedure, day, id
    FROM ratings FINAL
    WHERE procedure IN {givers:Array(String)} AND day >= {since:Date} AND node != 0
        AND {procedure:String} = @counted_by(ratings.procedure, ratings.day)
        AND received_at >= {from:DateTime64(3, 'UTC')} AND received_at < {to:DateTime64(3, 'UTC')}
        AND (empty({button:String}) OR button = {button:String}) AND NOT ({unsigned:Bool} AND signed)
) AS selected
LEFT JOIN judged USING (procedure, day, id)
WHERE NOT erased AND if({kind:String} = 'release', aside AND (empty({reason:String}) OR why = {reason:String}), NOT aside)
SETTINGS do_not_merge_across_partitions_select_final = 1, max_execution_time = 600
