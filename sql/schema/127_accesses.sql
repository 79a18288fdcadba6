-- Who may enter the ministries' space and the API with a token, of which only
-- the SHA-256 is here. An access is written in parts: a row for the making,
-- one for each day of use, one for the revocation; of every column the greatest
-- counts, so that no part can undo another, whatever the clocks were.
CREATE TABLE IF NOT EXISTS accesses
(
    id         String,
    name       SimpleAggregateFunction(max, String),
    role       SimpleAggregateFunction(max, String),
    ministry   SimpleAggregateFunction(max, String),
    procedures SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    hash       SimpleAggregateFunction(max, String),
    made_by    SimpleAggregateFunction(max, String),
    created_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    expires_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    revoked    SimpleAggregateFunction(max, UInt8),
    last_used  SimpleAggregateFunction(max, Date)
)
ENGINE = AggregatingMergeTree
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
