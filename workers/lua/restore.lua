-- restore: puts an item as it was told by the log, without a new audit record. For a rebuild into an empty Redis.
-- KEYS[1] desk prefix
-- ARGV id, body (JSON), fields (JSON object of strings, marks with "+" before them), trail (JSON list of event texts), due ms ('' none)
-- A lease cannot be restored: an item that was leased waits again, and its token stays the newest.
-- Returns {0, state}, or {1, state} when the item is there already.
local id = ARGV[1]
local present = load(id)
if present then return { 1, present.f.state } end
local item = fresh(id, {})
for field, value in pairs(cjson.decode(ARGV[3])) do set(item, field, value) end
local state = item.f.state
if state == 'leased' then state = item.f.next or 'waiting' end
redis.call('SET', P .. 'body:' .. id, ARGV[2])
index(item)
enter(item, state, ARGV[5] ~= '' and tonumber(ARGV[5]) or nil)
for _, event in ipairs(cjson.decode(ARGV[4])) do redis.call('RPUSH', P .. 'trail:' .. id, event) end
local newest = number(redis.call('GET', P .. 'token'))
if number(item.f.token) > newest then redis.call('SET', P .. 'token', item.f.token) end
commit(item)
return { 0, state }
