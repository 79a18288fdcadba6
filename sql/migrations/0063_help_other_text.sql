-- What a citizen wrote of another kind of help is as personal as a comment, and
-- is kept as long: 24 months.
ALTER TABLE ratings
    MODIFY COLUMN help_other_text String TTL day + INTERVAL 24 MONTH
