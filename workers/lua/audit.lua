-- audit: who did what to an item, when, why and what changed. Put before the moves.
-- One event is one JSON text, in the desk's stream (for the relay) and in the item's trail.

-- Counters are written once a trip (trip.lua).
local counted = {}
local function count(name, by) counted[name] = (counted[name] or 0) + (by or 1) end

local function quoted(text) return cjson.encode(text) end

-- `fields` tells the marks (+…) and the last request too: a rebuilt queue still knows what it has seen.
-- `data` is a JSON text or nil; `who` is nil for the holder of a lease that has none. Call it after set/move_to and before commit. The trail does without the fields.
local function record(item, what, who, reason, data)
  local f, fields = item.f, changes(item)
  item.told = fields
  set(item, 'seq', number(f.seq) + 1)
  local text = '{"id":' .. quoted(item.id) .. ',"seq":' .. f.seq .. ',"at_ms":' .. NOW .. ',"what":"' .. what .. '","who":' .. quoted(who or '')
    .. (item.was and ',"from":"' .. item.was .. '"' or '') .. ',"to":"' .. f.state .. '"'
    .. (f.token and ',"token":' .. f.token or '')
    .. (reason and reason ~= '' and ',"reason":' .. quoted(reason) or '')
    .. (data and data ~= '' and ',"data":' .. data or '')
  redis.call('RPUSH', P .. 'trail:' .. item.id, text .. '}') -- first: what it cannot take is not to be in the log
  local told = redis.pcall('XADD', P .. 'audit', '*', 'event', text .. ',"fields":' .. cjson.encode(fields) .. '}')
  if type(told) == 'table' then
    redis.call('RPOP', P .. 'trail:' .. item.id)
    error(told.err, 0)
  end
end

-- Tells a checker about an item. Kept a week, the last hundred. Neither an item that nobody holds nor a spoilt key of
-- notices must stop a move.
local function notify(who, item, what, reason)
  if not who then return end
  local name = P .. 'notices:' .. who
  redis.pcall('XADD', name, 'MAXLEN', '~', 100, '*', 'id', item.id, 'what', what, 'reason', reason or '', 'at_ms', NOW)
  redis.call('PEXPIRE', name, 604800000)
end

-- Seconds from one state to the next, as a histogram whose buckets are powers of four minutes.
local function observe(name, spent_ms)
  local minutes, bucket = spent_ms / 60000, 1
  while minutes > bucket and bucket < 4096 do bucket = bucket * 4 end
  count(name .. '_ms_sum', math.max(0, math.floor(spent_ms)))
  count(name .. '_bucket:' .. (minutes > bucket and 'inf' or bucket))
end
