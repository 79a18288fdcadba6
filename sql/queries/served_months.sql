-- Charts: the headline population's answers by month, as they were copied.
SELECT
    procedure, month, question, instrument, channel, outcome, standing, signed, dimension, value,
    citizens, counts, mm, my, yy
FROM served_months
WHERE as_of = {as_of:Date} AND copied_at = {copied_at:DateTime64(3, 'UTC')} AND procedure != ''
ORDER BY ALL
