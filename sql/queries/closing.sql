-- Public windows: when those that end on a day were closed, as a whole and with
-- the last procedure that was closed again, 1970 for never; and the newest day
-- that windows were closed for, with the instant.
SELECT
    maxIf(closed_at, as_of = {as_of:Date} AND procedure = '') AS whole,
    maxIf(closed_at, as_of = {as_of:Date}) AS last,
    maxIf(as_of, procedure = '') AS newest,
    maxIf(closed_at, procedure = '') AS newest_at
FROM closings
