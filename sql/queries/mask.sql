-- The job "erasures": empties the texts that were masked, of a month.
ALTER TABLE ratings
UPDATE comment = '', help_other_text = '' IN PARTITION {month:UInt32}
WHERE (procedure, day, id) IN (SELECT procedure, day, id FROM verdicts WHERE kind = 'mask')
SETTINGS mutations_sync = 2
