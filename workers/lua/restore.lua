-- restore: puts an item as the log tells it. For a rebuild; the only move while one is under way.
-- A lease cannot be restored: an item that was leased waits again (or becomes what its holder was told), the trail says
-- so, and its holder gets a notice.
-- One whose state is none (somebody had spoilt it before the log told it) becomes a dead letter, and the trail says so.
-- KEYS[1] desk prefix
-- ARGV id, body (JSON), fields (JSON object of strings, marks with "+" before them), trail (JSON list of event texts), retention ms
-- Returns {0, state}, or {1, state} when the item is there already.
local id = ARGV[1]
local present = look(id)
if present then return { 1, present.f.state } end
local fields, flat = cjson.decode(ARGV[3]), {}
for field, value in pairs(fields) do
  flat[#flat + 1] = field
  flat[#flat + 1] = value
end
local item = fresh(id, fields)
if not STATES[fields.state] then item.was = nil end
redis.call('SET', P .. 'body:' .. id, ARGV[2])
put(id, flat)
for _, event in ipairs(cjson.decode(ARGV[4])) do redis.call('RPUSH', P .. 'trail:' .. id, event) end
index(item)
if fields.state == 'leased' then
  local holder, state = fields.holder, fields.next or 'waiting'
  enter(item, state, CLOSED[state] and after(ARGV[5]) or fields.frozen_until_ms)
  notify(holder, item, 'expired', 'rebuild')
  record(item, 'let-go', 'rebuild', 'a lease cannot be restored')
elseif not STATES[fields.state] then
  set(item, 'muted', nil)
  enter(item, 'dead')
  record(item, 'buried', 'rebuild', 'the log tells no state that there is')
else
  local to, until_ms = fields.next, fields.frozen_until_ms -- of a decided item, kept
  enter(item, fields.state, fields.due_ms)
  set(item, 'next', to)
  set(item, 'frozen_until_ms', until_ms)
end
local newest = number(redis.call('GET', P .. 'token'))
if number(fields.token) > newest then redis.call('SET', P .. 'token', fields.token) end
commit(item)
return { 0, item.f.state }
