-- Months are compared with the instants of imports now, see 0085.
DROP VIEW IF EXISTS reached_months
