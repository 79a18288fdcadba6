-- What was public under rules/1 has no breakdowns of those who did not get through,
-- and the sums of its groups beside the new figures would tell their answers: all
-- months are made public anew.
TRUNCATE TABLE IF EXISTS public_tallies
