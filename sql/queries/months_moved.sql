-- Closing of public windows: the months that are public and were counted otherwise
-- since.
SELECT concat(counted.procedure, '|', toString(counted.month)) AS key
FROM counted_months AS counted
LEFT JOIN
(
    SELECT procedure, month, argMax(digest, closed_at) AS digest
    FROM public_tallies
    GROUP BY procedure, month
) AS public ON public.procedure = counted.procedure AND public.month = counted.month
WHERE counted.month <= {newest:Date} AND counted.month < {end:Date} AND counted.digest != public.digest
    AND (notEmpty(counted.slices) OR public.digest != 0)
ORDER BY key
