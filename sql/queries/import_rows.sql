-- `import undo`: how many rows an import brought, and of how many procedures.
SELECT count(), uniqExact(of)
FROM
(
    SELECT procedure::String AS of FROM ratings FINAL WHERE node = 0 AND epoch = {import:UInt32}
    UNION ALL SELECT id FROM procedures FINAL WHERE import = {import:UInt32}
    UNION ALL SELECT procedure::String FROM buttons FINAL WHERE import = {import:UInt32}
    UNION ALL SELECT procedure::String FROM volumes FINAL WHERE import = {import:UInt32}
    UNION ALL SELECT procedure::String FROM probes FINAL WHERE import = {import:UInt32}
    UNION ALL SELECT '' FROM published_figures WHERE import = {import:UInt32}
)
