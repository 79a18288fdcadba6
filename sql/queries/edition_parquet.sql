-- edition publish: the figures as a Parquet file, with the rows and the columns
-- of indicators.csv, in its order: each figure, then its variants. Numbers are
-- read from their texts, for a detour over floating point would move digits.
WITH
    parts AS
    (
        SELECT
            edition, procedure, kind, position, population,
            indexOf({variants:Array(String)}, population) AS turn,
            if(turn = 0, figure, JSONExtractRaw(figure, 'variants', population)) AS f
        FROM edition_figures
        ARRAY JOIN arrayConcat(['headline'], arrayFilter(v -> JSONHas(figure, 'variants', v), {variants:Array(String)})) AS population
        WHERE edition = {edition:String} AND copy = {copy:UInt64}
    )
SELECT
    edition, procedure, kind, population,
    JSONExtractString(f, 'state') AS state,
    JSONExtractString(f, 'word') AS word,
    JSONExtractString(f, 'printed') AS printed,
    toDecimal64OrNull(JSONExtractRaw(f, 'value'), 6) AS value,
    toDecimal64OrNull(JSONExtractRaw(f, 'low'), 6) AS low,
    toDecimal64OrNull(JSONExtractRaw(f, 'high'), 6) AS high,
    JSONExtractString(f, 'level') AS level,
    toBool(JSONExtractBool(f, 'level_certain')) AS level_certain,
    toBool(JSONExtractBool(f, 'fragile')) AS fragile,
    JSONExtract(f, 'goal_reached', 'Nullable(Bool)') AS goal_reached,
    JSONExtractUInt(f, 'n') AS n,
    -- The one real number of the object: rounded as the CSV rounds it.
    if(JSONHas(f, 'deff'), toDecimal64(toInt64(floor(JSONExtractFloat(f, 'deff') * 1000000 + 0.5)), 6) / 1000000, NULL) AS deff,
    JSONExtract(f, 'numerator', 'Nullable(UInt64)') AS numerator,
    JSONExtract(f, 'denominator', 'Nullable(UInt64)') AS denominator,
    arrayStringConcat(arraySort(arrayMap(count -> concat(count.1, ':', count.2), JSONExtractKeysAndValuesRaw(f, 'counts'))), '|') AS counts,
    toDate32OrNull(JSONExtractString(f, 'window', 'start')) AS window_start,
    toDate32OrNull(JSONExtractString(f, 'window', 'end')) AS window_end,
    nullIf(JSONExtractUInt(f, 'days_collected'), 0) AS days_collected,
    JSONExtractString(f, 'series') AS series,
    arrayStringConcat(JSONExtract(f, 'instruments', 'Array(String)'), '|') AS instruments,
    toDecimal64OrNull(JSONExtractRaw(f, 'response_rate'), 6) AS response_rate,
    JSONExtractString(f, 'provenance', 'origin') AS volumes_origin,
    JSONExtractString(f, 'provenance', 'method') AS volumes_method,
    JSONExtractString(f, 'provenance', 'source') AS volumes_source,
    toDate32OrNull(JSONExtractString(f, 'provenance', 'period_start')) AS volumes_start,
    toDate32OrNull(JSONExtractString(f, 'provenance', 'period_end')) AS volumes_end,
    JSONExtractString(f, 'rules') AS rules
FROM parts
ORDER BY procedure, position, turn
FORMAT Parquet
