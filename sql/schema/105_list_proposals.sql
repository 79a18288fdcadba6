-- What the job "top250" proposes for the list of essential procedures: the
-- rows of the newest run are the proposal.
CREATE TABLE IF NOT EXISTS list_proposals
(
    at        DateTime64(3, 'UTC'),
    procedure String,
    enters    Bool,
    reasons   Array(String)
)
ENGINE = MergeTree
ORDER BY (at, procedure)
TTL toDateTime(at) + INTERVAL 400 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
