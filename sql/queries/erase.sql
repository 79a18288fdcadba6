-- The job "erasures": deletes every version of the erased ratings of a month.
ALTER TABLE ratings
DELETE IN PARTITION {month:UInt32}
WHERE (procedure, day, id) IN @erased_ratings
SETTINGS mutations_sync = 2
