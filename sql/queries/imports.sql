-- The import commands.
SELECT number, kind, file, checksum, synthetic, toString(state), read, created, updated, unchanged, first_day, last_day, at
FROM imports FINAL
ORDER BY number
