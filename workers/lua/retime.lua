-- retime: what a mute parked goes by the mute as it is now: it waits again when the mute is over, else it is parked until
-- its new end. One that another mute holds goes by that. So many at a time; call again while as many were moved.
-- KEYS[1] desk prefix
-- ARGV subject ("source:…" or "topic:…"), who, reason, most items
-- Returns {0, items moved}.
local subject, who, reason = ARGV[1], ARGV[2], ARGV[3]
local most = tonumber(ARGV[4])
local name, until_ms = P .. 'muted:' .. subject, ends_ms(mute_of(subject))
local ids = {}
local function add(low, high)
  if #ids >= most then return end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', name, low, high, 'LIMIT', 0, most - #ids)) do ids[#ids + 1] = id end
end
if until_ms > now then
  add('-inf', string.format('(%.0f', until_ms))
  add(string.format('(%.0f', until_ms), '+inf')
else
  add('-inf', '+inf')
end

for _, id in ipairs(ids) do
  local item = look(id)
  if not item or item.f.state ~= 'parked' then
    redis.call('ZREM', name, id)
  else
    leave(item)
    local latest, by = muted_until(item.f.source, topic_of(item))
    set(item, 'muted', by)
    enter(item, latest and 'parked' or 'waiting', latest)
    record(item, latest and 'parked' or 'woken', who, reason, '{"mute":' .. quoted(subject) .. (latest and ',"until_ms":' .. item.f.due_ms or '') .. '}')
    commit(item)
  end
end
return { 0, #ids }
