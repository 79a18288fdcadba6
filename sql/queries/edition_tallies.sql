-- edition freeze, verify: the copied tallies.
SELECT procedure, week, question, instrument, channel, outcome, standing, signed, dimension, value, citizens, counts, mm, my, yy
FROM edition_tallies
WHERE edition = {edition:String} AND copy = {copy:UInt64}
ORDER BY ALL
