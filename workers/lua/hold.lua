-- hold: the holder keeps it for so long, whether or not there is a sign of them: on the telephone, in a court room.
-- KEYS[1] desk prefix
-- ARGV id, token, who, request, hold ms from now, longest hold ms from now
-- Returns {0, hold until ms} (1 when this request came before), UNKNOWN_ITEM, KEY_USED, STALE_TOKEN, NOT_YOURS or HOLD_TOO_LONG.
local item = load(ARGV[1])
local before = asked(item, ARGV[4], 'hold', ARGV[3])
if before then return { 1, number(before) } end
local refusal = refuse(item, ARGV[2], ARGV[3])
if refusal then return refusal end
if tonumber(ARGV[5]) > tonumber(ARGV[6]) then return { HOLD_TOO_LONG } end
local until_ms = after(ARGV[5])
set(item, 'hold_until_ms', until_ms)
set(item, 'presence_until_ms', until_ms)
set(item, 'due_ms', until_ms)
remember(item, ARGV[4], 'hold', ARGV[3], until_ms)
check_record(item)
redis.call('ZADD', P .. 'timers', until_ms, item.id)
record(item, 'held', ARGV[3], '', '{"until_ms":' .. until_ms .. '}')
commit(item)
return { 0, number(until_ms) }
