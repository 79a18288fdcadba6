-- Charts, and figures that are computed again: which procedures count ratings of
-- some imports.
SELECT DISTINCT
    if((arrayFirst((i, m, f) -> m = ratings.procedure AND f <= ratings.day,
        {merged_into:Array(String)}, {merged:Array(String)}, {merged_from:Array(Date)}) AS successor) = '',
        ratings.procedure::String, successor) AS counted
FROM ratings
WHERE node = 0 AND has({imports:Array(UInt32)}, epoch)
SETTINGS max_execution_time = 600
