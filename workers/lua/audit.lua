-- audit: who did what to an item, when, why and what changed. Put before every move.
-- One event is one JSON text, in the desk's stream (for the relay) and in the item's trail.
local function count(name, by) redis.call('HINCRBY', P .. 'stats', name, by or 1) end

-- `fields` tells the marks (+…) and the last request too: a rebuilt queue still knows what it has seen.
-- `data` is a JSON text or nil. Call it after set/move_to and before commit. The trail does without the fields.
local function record(item, what, who, reason, data)
  set(item, 'seq', number(item.f.seq) + 1)
  local event = { id = item.id, seq = tonumber(item.f.seq), at_ms = now, what = what, who = who, to = item.f.state }
  if reason and reason ~= '' then event.reason = reason end
  if item.f.token then event.token = tonumber(item.f.token) end
  if item.was then event['from'] = item.was end
  local text = cjson.encode(event):sub(1, -2)
  if data and data ~= '' then text = text .. ',"data":' .. data end
  local fields = {}
  for field, value in pairs(item.changed) do
    if field ~= 'seq' then fields[field] = value or '' end
  end
  redis.call('XADD', P .. 'audit', '*', 'event', text .. ',"fields":' .. cjson.encode(fields) .. '}')
  redis.call('RPUSH', P .. 'trail:' .. item.id, text .. '}')
end

-- Tells a checker about an item. Kept a week, the last hundred. An item that nobody holds must not stop the timers.
local function notify(who, item, what, reason)
  if not who then return end
  local name = P .. 'notices:' .. who
  redis.call('XADD', name, 'MAXLEN', '~', 100, '*', 'id', item.id, 'what', what, 'reason', reason or '', 'at_ms', now)
  redis.call('PEXPIRE', name, 604800000)
end

-- Seconds from one state to the next, as a histogram whose buckets are powers of four minutes.
local function observe(name, spent_ms)
  local minutes, bucket = spent_ms / 60000, 1
  while minutes > bucket and bucket < 4096 do bucket = bucket * 4 end
  count(name .. '_ms_sum', math.max(0, math.floor(spent_ms)))
  count(name .. '_bucket:' .. (minutes > bucket and 'inf' or bucket))
end
