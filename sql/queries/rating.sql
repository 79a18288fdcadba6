-- `rating show`: a rating as it stands, of every procedure that has the id.
SELECT procedure, version, instrument, satisfaction, clarity,
    help.channel, help.reached, help.quality, help_other_text, comment,
    outcome, channel, lang, source, button, signed, doubt, received_at
FROM ratings FINAL
WHERE day = {day:Date} AND id = {id:UUID}
ORDER BY procedure
SETTINGS max_execution_time = 60
