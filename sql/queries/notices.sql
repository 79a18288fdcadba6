-- Webhooks: which notices were announced, and whether they were delivered.
SELECT key, delivered
FROM alarms FINAL
WHERE entry = 'notice'
