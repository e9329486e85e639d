-- heartbeat: the holder is still there; the draft is kept. No audit: nothing changes hands. A longer hold stays.
-- KEYS[1] desk prefix
-- ARGV id, token, presence ms, draft ('' leaves it as it is)
-- Returns {0, presence until ms, hold until ms, next ('' or what the item becomes when it is let go)}, UNKNOWN_ITEM or STALE_TOKEN.
local id, token = ARGV[1], ARGV[2]
local item = load(id)
local refusal = refuse(item, token)
if refusal then return refusal end
local until_ms = math.max(number(item.f.presence_until_ms), math.min(now + tonumber(ARGV[3]), number(item.f.hold_until_ms)))
set(item, 'presence_until_ms', until_ms)
set(item, 'due_ms', until_ms)
redis.call('ZADD', P .. 'timers', item.f.due_ms, id)
if ARGV[4] ~= '' then redis.call('SET', P .. 'draft:' .. id, ARGV[4]) end
commit(item)
return { 0, until_ms, number(item.f.hold_until_ms), item.f.next or '' }
