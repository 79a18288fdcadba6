-- Pages of procedures: what some editions say of every procedure, without what
-- explains it.
SELECT
    edition, procedure, kind, state, word, printed, value, low, high, level,
    JSONExtractBool(figure, 'fragile'), n, JSONExtractUInt(figure, 'numerator'), JSONExtractUInt(figure, 'denominator'),
    JSONExtractString(figure, 'series'),
    JSONExtract(figure, 'instruments', 'Array(String)')
FROM edition_figures
WHERE edition IN {editions:Array(String)} AND copy IN {copies:Array(UInt64)}
ORDER BY edition, procedure, position
