-- Figures that are computed again: those made of ratings, with a value, that were
-- served for the very same window.
SELECT procedure, figure
FROM indicators FINAL
WHERE as_of = {as_of:Date} AND value IS NOT NULL
    AND kind IN (@rated_kinds)
ORDER BY procedure
