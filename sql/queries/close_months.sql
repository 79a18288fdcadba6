-- Closing of public windows: the months that become public, those that may move,
-- and those whose newest version is older than an import that reached them.
INSERT INTO public_tallies (procedure, month, closed_at, digest,
    slices.week, slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
    slices.dimension, slices.value, slices.citizens, slices.counts, slices.mm, slices.my, slices.yy)
WITH newest AS (SELECT procedure::String AS public, month, max(closed_at) AS closed FROM public_tallies GROUP BY public, month)
SELECT
    procedure, month, {closed_at:DateTime64(3, 'UTC')}, digest,
    slices.1, slices.2, slices.3, slices.4, slices.5, slices.6, slices.7, slices.8, slices.9, slices.10, slices.11, slices.12, slices.13, slices.14
FROM counted_months
WHERE month < {end:Date} AND (month > {newest:Date} OR has({moving:Array(String)}, concat(procedure, '|', toString(month)))
    OR (procedure, month) IN (
        SELECT counted, reached.month
        FROM reached_months_at(end = {end:Date},
            merged = {merged:Array(String)}, merged_into = {merged_into:Array(String)}, merged_from = {merged_from:Array(Date)}) AS reached
        LEFT JOIN newest ON newest.public = reached.counted AND newest.month = reached.month
        WHERE newest.closed < reached.at))
