-- places: the collections that an item stands in, by its fields: lane or state, timer, lists, what a mute parked. Put
-- before the moves.

-- When a mute ends, by the value that mute.lua writes: ms, a space, who and why.
local function ends_ms(mute) return tonumber((mute or ''):match('^%d+') or 0) end

-- The mutes by subject, read once a trip; nil again when a move changes them.
local mutes
local function all_mutes()
  if not mutes then
    local flat = redis.call('HGETALL', P .. 'mutes')
    mutes = {}
    for i = 1, #flat, 2 do mutes[flat[i]] = flat[i + 1] end
  end
  return mutes
end

-- Until when what comes from a source, on a topic, is parked, and which mute does it; nil for none.
local function muted_until(source, topic)
  if not next(all_mutes()) then return nil end
  local latest, by = now, nil
  for _, subject in ipairs({ 'source:' .. (source or ''), 'topic:' .. topic }) do
    local until_ms = ends_ms(all_mutes()[subject])
    if until_ms > latest then latest, by = until_ms, subject end
  end
  return by and latest, by
end

-- heads keeps the first item of each lane, as "id lane", by its deadline: take reads one key to choose. Alerts stand first.
local function raise_head(lane, id, deadline_ms)
  redis.call('ZADD', P .. 'heads', lane == 'alert' and '-inf' or deadline_ms, id .. ' ' .. lane)
end

local function into_lane(lane, id, deadline_ms)
  local name = P .. 'lane:' .. lane
  redis.call('ZADD', name, deadline_ms, id)
  local first = redis.call('ZRANGE', name, '0', '1')
  if first[1] ~= id then return end
  if first[2] then redis.call('ZREM', P .. 'heads', first[2] .. ' ' .. lane) end
  raise_head(lane, id, deadline_ms)
end

local function out_of_lane(lane, id)
  local name = P .. 'lane:' .. lane
  redis.call('ZREM', name, id)
  if redis.call('ZREM', P .. 'heads', id .. ' ' .. lane) == 0 then return end
  local first = redis.call('ZRANGE', name, '0', '0', 'WITHSCORES')
  if first[1] then raise_head(lane, first[1], first[2]) end
end

local function one_less_of(source)
  local name = P .. 'waiting-of:' .. source
  if redis.call('DECR', name) <= 0 then redis.call('DEL', name) end
end

-- Out of the collections of its state. Its timer stays until enter sets it or takes it away.
local function leave(item)
  local f, id = item.f, item.id
  if f.state == 'waiting' then
    out_of_lane(f.lane, id)
    redis.call('ZREM', P .. 'since:' .. f.lane, id)
    if f.source then one_less_of(f.source) end
  elseif f.state then
    redis.call('ZREM', P .. 'state:' .. f.state, id)
    if f.muted then
      redis.call('ZREM', P .. 'muted:' .. f.muted, id)
      set(item, 'muted', nil)
    end
  end
end

-- Into the collections of `state`, on `lane` when waiting, with a timer when `due_ms` is given.
local function enter(item, state, due_ms)
  local f, id = item.f, item.id
  set(item, 'state', state)
  if state == 'waiting' then
    into_lane(f.lane, id, f.deadline_ms)
    redis.call('ZADD', P .. 'since:' .. f.lane, f.queued_ms, id)
    if f.source then redis.call('INCR', P .. 'waiting-of:' .. f.source) end
  else
    redis.call('ZADD', P .. 'state:' .. state, f.queued_ms, id)
  end
  if state ~= 'leased' then
    set(item, 'holder', nil)
    set(item, 'presence_until_ms', nil)
    set(item, 'hold_until_ms', nil)
    set(item, 'next', nil)
    set(item, 'frozen_until_ms', nil)
  end
  if due_ms then
    set(item, 'due_ms', due_ms)
    redis.call('ZADD', P .. 'timers', f.due_ms, id)
    if f.muted then redis.call('ZADD', P .. 'muted:' .. f.muted, f.due_ms, id) end
  elseif f.due_ms then
    set(item, 'due_ms', nil)
    redis.call('ZREM', P .. 'timers', id)
  end
end

-- Waits, or is parked while its source or topic is muted. What stands in another lane than its own, as an alert, waits.
-- Returns until when it is parked, or nil.
local function queue_up(item)
  local f, until_ms, by = item.f, nil, nil
  if f.lane == f.home then until_ms, by = muted_until(f.source, f.home:match('/(.*)')) end
  set(item, 'muted', by)
  enter(item, until_ms and 'parked' or 'waiting', until_ms)
  return until_ms
end

local function move_to(item, state, due_ms)
  check_move(item, state)
  leave(item)
  enter(item, state, due_ms)
end

-- Before an item that stands in no lane, or is to leave it, is told and goes to queue_up, on `lane`, whose own is `home`.
local function check_queue_up(item, lane, home, source)
  local until_ms, by
  all_mutes()
  if lane == home then until_ms, by = muted_until(source, home:match('/(.*)')) end
  check_place(until_ms and 'parked' or 'waiting', lane, source, by)
  check_key('ZCARD', 'timers')
  check_record(item)
end

local listed = {} -- facet:value that this trip has put into the list of its facet

local function index(item)
  for _, facet in ipairs(FACETS) do
    local value = item.f[facet]
    if value then
      local name = facet .. ':' .. value
      redis.call('ZADD', P .. 'by:' .. name, item.f.queued_ms, item.id)
      if not listed[name] then
        redis.call('SADD', P .. 'facets:' .. facet, value)
        listed[name] = true
      end
    end
  end
end

local function unindex(item)
  for _, facet in ipairs(FACETS) do
    local value = item.f[facet]
    if value then
      local name = facet .. ':' .. value
      redis.call('ZREM', P .. 'by:' .. name, item.id)
      if redis.call('EXISTS', P .. 'by:' .. name) == 0 then
        redis.call('SREM', P .. 'facets:' .. facet, value)
        listed[name] = nil
      end
    end
  end
end
