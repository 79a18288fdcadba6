-- edition freeze, verify, diff: the copied tallies of a part of the window.
SELECT procedure, week, question, instrument, channel, outcome, standing, signed, dimension, value, citizens, counts, mm, my, yy
FROM edition_tallies
WHERE edition = {edition:String} AND copy = {copy:UInt64} AND week >= {start:Date} AND week < {end:Date}
ORDER BY ALL
