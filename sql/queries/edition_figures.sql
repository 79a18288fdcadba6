-- Pages and API: the figures of an edition, of one procedure or of all.
SELECT procedure, figure
FROM edition_figures
WHERE edition = {edition:String} AND copy = {copy:UInt64} AND figure != ''
    AND (empty({procedure:String}) OR procedure = {procedure:String})
ORDER BY procedure, position
