-- export ratings --ids: which ratings count, without what they say.
SELECT procedure, id, version, node, epoch, seq
FROM ratings FINAL
WHERE (node != 0 OR epoch IN @committed)
    AND (procedure, day, id) NOT IN @erased_ratings
SETTINGS do_not_merge_across_partitions_select_final = 1, max_execution_time = 3600
