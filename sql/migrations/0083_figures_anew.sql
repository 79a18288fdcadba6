-- Figures that were served under rules/1 are of another population.
TRUNCATE TABLE IF EXISTS indicators
