-- Ratings as they would be stored after a year: of 250 procedures, on each of
-- the 365 days before today, most of them of one step, a third about help. Each
-- came in on its day: what the minute's job looks at is new.
INSERT INTO ratings (procedure, id, version, ver, instrument, satisfaction, clarity, help.channel, help.reached, help.quality,
    outcome, channel, lang, source, button, received_at, node, epoch, seq, inserted_at)
WITH
    cityHash64(number, 'answers') AS h,
    toStartOfDay(today() - 1 - h % 365, 'Europe/Paris') AS day,
    -- As the root package makes them: the day's first millisecond, and chance.
    bitOr(bitOr(bitShiftLeft(toUInt64(toUnixTimestamp(day)) * 1000, 16), 0x7000), bitAnd(h, 0xfff)) AS high,
    bitOr(0x8000000000000000, bitShiftRight(sipHash64(number), 2)) AS low,
    bitShiftRight(h, 8) % 250 AS procedure_number,
    bitShiftRight(h, 16) % 100 AS a, bitShiftRight(h, 24) % 100 AS b, bitShiftRight(h, 32) % 100 AS c
SELECT
    concat('p', toString(procedure_number)),
    reinterpretAsUUID(concat(reinterpretAsFixedString(high), reinterpretAsFixedString(low))),
    1, bitShiftLeft(toUInt64(1), 56), 'avis-1',
    multiIf(a < 10, 1, a < 30, 2, 3), if(b < 40, 0, 1 + b % 5),
    multiIf(c < 67, [], c < 80, ['none'], ['phone', 'counter']),
    multiIf(c < 67, [], c < 80, [0], [1 + c % 2, 2]),
    multiIf(c < 67, [], c < 80, [0], [0, 1 + c % 5]),
    if(b < 90, 'unknown', 'done'), 'online', if(a < 95, 'fr', 'en'), if(c < 50, 'button', 'link'), ['page', 'mail', 'letter'][1 + b % 3],
    day + INTERVAL 12 HOUR, 7, 1, number, day + INTERVAL 12 HOUR
FROM numbers({from:UInt64}, {n:UInt64})
SETTINGS max_insert_block_size = 1000000, max_memory_usage = 0, async_insert = 0
