-- The form and `import buttons`: each button as the newest committed import
-- describes it.
SELECT procedure, id, name, source, channel, closed_on, message, import
FROM buttons FINAL
WHERE import IN @committed
ORDER BY procedure, id, import DESC
LIMIT 1 BY procedure, id
