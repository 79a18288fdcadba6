-- Public tallies are what charts are made of now.
DROP TABLE IF EXISTS served_months
