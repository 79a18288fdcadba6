-- Editions: the copied catalogue, with what was received.
SELECT id, procedure, first, last, accepted, doubtful, quarantined, evidence
FROM edition_procedures
WHERE edition = {edition:String} AND copy = {copy:UInt64}
ORDER BY id
