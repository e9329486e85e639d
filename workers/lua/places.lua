-- places: the collections that an item stands in, by its fields: lane or state, timer, lists, what a mute parked; and the
-- embargo that keeps it from its lane. Put before the moves.

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

-- Whether nobody may have an item for the embargo of its article: what would wait is frozen, alerts too.
local function embargoed(item) return number(item.f.embargo_ms) > now end

-- What the stream says of an embargo with a move: '' nothing, '0' that there is none, or until when. One that was and is
-- not any more ends now. Call it before the checks. Returns what was known before, or nil.
local function embargo(item, says)
  local had = item.f.embargo_ms
  if says ~= '' and tonumber(says) > now then
    set(item, 'embargo_ms', says)
  elseif says ~= '' and embargoed(item) then
    set(item, 'embargo_ms', NOW)
  end
  return had
end

-- Whether it must leave its place for that: it waits or is parked and may not, or is frozen to the end of an embargo that
-- has another end now.
local function moves_for_embargo(item, had)
  local f = item.f
  if f.state == 'waiting' or f.state == 'parked' then return embargoed(item) end
  return f.state == 'frozen' and had and f.due_ms == had and f.embargo_ms ~= had
end

-- The same of what is held or decided: it becomes frozen when it is let go, or undone. Returns what a holder is told.
local function hold_back(item, had)
  local f = item.f
  if f.state ~= 'leased' and f.state ~= 'done' then return nil end
  local by_embargo = f.next == 'frozen' and had and f.frozen_until_ms == had
  if embargoed(item) and (not f.next or (by_embargo and f.embargo_ms ~= had)) then
    set(item, 'next', 'frozen')
    set(item, 'frozen_until_ms', f.embargo_ms)
    return 'frozen'
  elseif by_embargo and not embargoed(item) then
    set(item, 'next', nil)
    set(item, 'frozen_until_ms', nil)
    return 'thawed'
  end
end

-- What was under embargo could be had by nobody: its time begins with the end of that.
local function begin_now(item)
  local f = item.f
  set(item, 'embargo_ms', nil)
  set(item, 'deadline_ms', number(f.deadline_ms) + now - number(f.queued_ms))
  set(item, 'queued_ms', NOW)
  index(item)
end

-- Waits, or is frozen while an embargo lasts, or parked while its source or topic is muted. What stands in another lane
-- than its own, as an alert, is parked by no mute. Returns until when it is parked, or nil.
local function queue_up(item)
  local f, until_ms, by = item.f, nil, nil
  if embargoed(item) then
    enter(item, 'frozen', f.embargo_ms)
    return nil
  end
  if f.embargo_ms then begin_now(item) end
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
  if item.f.embargo_ms then
    check_place('frozen')
    check_index(item.f)
  end
  check_place(until_ms and 'parked' or 'waiting', lane, source, by)
  check_key('ZCARD', 'timers')
  check_record(item)
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
