-- The ministries' space: comments, the newest first. A masked one has no text,
-- an erased one is not there. After a merge those of a day are the successor's,
-- as its figures are.
WITH
    committed AS @committed,
    judged AS
    (
        SELECT procedure, day, id,
            countIf(kind = 'mask') > 0 AS masked,
            @aside AS quarantined
        FROM verdicts
        WHERE procedure IN {givers:Array(String)}
        GROUP BY procedure, day, id
    )
SELECT
    counted, r.id, r.day, satisfaction, clarity, if(masked, '', comment), masked,
    multiIf(quarantined, 'quarantined', doubt != '', 'doubtful', 'accepted'),
    lang, outcome, channel, button, signed
FROM
(
    SELECT *, day,
        @counted_by(ratings.procedure, ratings.day) AS counted
    FROM ratings FINAL
    WHERE procedure IN {givers:Array(String)} AND counted IN {procedures:Array(String)} AND comment != ''
        AND ({satisfaction:UInt8} = 0 OR satisfaction = {satisfaction:UInt8})
        AND (node != 0 OR epoch IN committed)
        AND (procedure, day, id) NOT IN (
            SELECT procedure, day, id FROM verdicts WHERE procedure IN {givers:Array(String)} AND kind = 'erase')
) AS r
LEFT JOIN judged AS j ON r.procedure = j.procedure AND r.day = j.day AND r.id = j.id
WHERE {quarantined:Bool} OR NOT quarantined
ORDER BY r.day DESC, r.received_at DESC, r.id
LIMIT {skip:UInt64}, {most:UInt64}
-- Small blocks: a file of any length is written with little memory.
SETTINGS do_not_merge_across_partitions_select_final = 1, max_execution_time = 300, max_block_size = 2048
