-- `import undo`: the procedures that no other committed import describes, each
-- with what there is of it beside that, kind by kind. What is only counted, like
-- openings of the form, is left aside, and so are editions of others, which
-- bring their own catalogue. @imported_rows are the rows of the kinds of import.
WITH
    committed AS @committed,
    alone AS
    (
        SELECT id
        FROM procedures
        WHERE import IN (SELECT number FROM committed)
        GROUP BY id
        HAVING uniqExact(import) = 1 AND any(import) = {import:UInt32}
    ),
    found AS
    (
        SELECT procedure::String AS of, 'rating' AS kind, count() AS n
        FROM ratings FINAL
        WHERE procedure IN (SELECT id FROM alone) AND (node != 0 OR epoch IN (SELECT number FROM committed))
            AND (procedure, day, id) NOT IN @erased_ratings
        GROUP BY of
        @imported_rows
        UNION ALL
        SELECT owner, 'key', count() FROM (SELECT any(procedure)::String AS owner FROM keys GROUP BY id HAVING NOT max(revoked)) GROUP BY owner
        UNION ALL
        SELECT arrayJoin(listed) AS of, 'access', count()
        FROM (SELECT groupUniqArrayArray(procedures) AS listed FROM accesses GROUP BY id HAVING max(revoked) = 0 AND max(hash) != '')
        GROUP BY of
        UNION ALL
        SELECT procedure::String, 'objection', count() FROM objections FINAL WHERE entry = 'objection' GROUP BY procedure
        UNION ALL
        SELECT id, 'edition', count()
        FROM edition_procedures
        WHERE (edition::String, copy) IN (SELECT id, copy FROM editions FINAL WHERE state != 'draft' AND NOT as_published)
        GROUP BY id
        UNION ALL
        SELECT arrayJoin(if(kind = 'merge', [procedure, target], [procedure])) AS of, 'event', count()
        FROM procedure_events FINAL
        WHERE NOT deleted
        GROUP BY of
    )
SELECT alone.id, found.kind, found.n
FROM alone
LEFT JOIN found ON found.of = alone.id
ORDER BY alone.id, found.kind
SETTINGS max_execution_time = 600
