-- Whether a rating came from a page that its procedure knows: a flag, which
-- refuses nothing and takes nothing out of the figures.
ALTER TABLE ratings
    ADD COLUMN IF NOT EXISTS host Enum8('unjudged' = 0, 'none' = 1, 'known' = 2, 'unknown' = 3) DEFAULT 'unjudged' AFTER doubt
