-- edition publish: the figures as a Parquet file, in the order of the CSV.
SELECT
    edition, procedure, kind, state, word, value, low, high, level, n,
    JSONExtractBool(figure, 'level_certain') AS level_certain,
    JSONExtractBool(figure, 'fragile') AS fragile,
    JSONExtract(figure, 'goal_reached', 'Nullable(Bool)') AS goal_reached,
    JSONExtractFloat(figure, 'deff') AS deff,
    JSONExtract(figure, 'numerator', 'Nullable(UInt64)') AS numerator,
    JSONExtract(figure, 'denominator', 'Nullable(UInt64)') AS denominator,
    JSONExtractString(figure, 'series') AS series,
    printed
FROM edition_figures
WHERE edition = {edition:String} AND copy = {copy:UInt64}
ORDER BY procedure, position
FORMAT Parquet
