-- expire: everything whose time has come: leases, parked and frozen items, closed items past their retention, mutes. And
-- what a mute parked that has ended or has another end since. Idempotent; any worker may run it as often as it likes.
-- KEYS[1] desk prefix
-- ARGV most items, expiries that send an item to the lead (twice as many in all make it a dead letter there), retention ms
-- Returns {0, leases expired, woken, thawed, purged, parked anew}. Call again until all are 0. Or, when all else is done, an
--   error that names the items that somebody spoilt: they lose their timers, so that they are named once.
local left, retention_ms = tonumber(ARGV[1]), tonumber(ARGV[3])
local done = { expired = 0, woken = 0, thawed = 0, purged = 0, parked = 0 }

-- The item, or nil; nil too, and in the list, where somebody spoilt what a move from state to state needs.
local spoilt = {}
local function read_whole(id)
  local read, item = pcall(look, id)
  if read and not item then return nil end
  if read and whole(item.f) then return item end
  spoilt[#spoilt + 1] = id
  return nil
end

local function expire(item)
  local f = item.f
  local holder, capped = f.holder, number(f.hold_until_ms) <= now
  local expiries = number(f.expiries) + 1
  if f.next then
    let_go(item, retention_ms)
  elseif f.lane == 'lead' and expiries >= 2 * tonumber(ARGV[2]) then
    move_to(item, 'dead')
    count('dead')
  else
    local up = expiries >= tonumber(ARGV[2]) and f.lane ~= 'lead'
    check_move(item, 'waiting', up and 'lead')
    leave(item)
    if up then
      set(item, 'lane', 'lead')
      count('escalated')
    end
    enter(item, 'waiting')
  end
  set(item, 'expiries', expiries)
  notify(holder, item, 'expired', capped and 'hold' or 'presence')
  record(item, 'expired', holder, capped and 'hold' or 'presence')
  commit(item)
  count('lease_expired')
  done.expired = done.expired + 1
end

local function thaw(item)
  check_leave(item)
  check_queue_up(item, item.f.lane, item.f.home, item.f.source)
  leave(item)
  queue_up(item)
  record(item, 'thawed', 'timer')
  commit(item)
  done.thawed = done.thawed + 1
end

-- It waits again, but for what a mute had parked and a mute holds still.
local function wake(item, who, reason)
  local f, subject, what, data = item.f, item.f.muted, 'woken', nil
  local until_ms
  check_leave(item)
  check_queue_up(item, f.lane, f.home, f.source)
  leave(item)
  if subject then until_ms = queue_up(item) else enter(item, 'waiting') end
  if until_ms then what = 'parked' end
  if subject then data = '{"mute":' .. quoted(subject) .. (until_ms and ',"until_ms":' .. f.due_ms or '') .. '}' end
  record(item, what, who, reason, data)
  commit(item)
  done[what] = done[what] + 1
end

local function purge(item)
  check_leave(item)
  check_index(item.f)
  check_record(item)
  redis.call('ZREM', P .. 'timers', item.id)
  leave(item)
  unindex(item)
  record(item, 'purged', 'timer')
  local id = item.id
  redis.call('DEL', P .. 'item:' .. id, P .. 'body:' .. id, P .. 'trail:' .. id, P .. 'draft:' .. id, P .. 'private:' .. id)
  done.purged = done.purged + 1
end

-- What a spoilt key keeps where it is, keeps nobody else: the first of such errors is told when the others are moved.
local trouble
local function try(move, item, ...)
  local moved, why = pcall(move, item, ...)
  if not moved then trouble = trouble or why end
  return moved
end

-- What is due. False where it stays as it is.
local function go_on(id)
  local item = read_whole(id)
  local state = item and item.f.state
  if state == 'leased' then return try(expire, item) end
  if state == 'parked' then return try(wake, item, 'timer') end
  if state == 'frozen' then return try(thaw, item) end
  if CLOSED[state] then return try(purge, item) end
  redis.call('ZREM', P .. 'timers', id)
  return true
end

-- As many ids of a sorted set as are left to do. What cannot be moved stays where it is: the others are looked for behind
-- it, so far as a moment allows, and then from the other end.
local furthest = 20 * left
local function each(name, low, high, move)
  for _, way in ipairs({ { 'ZRANGEBYSCORE', low, high }, { 'ZREVRANGEBYSCORE', high, low } }) do
    local stuck = 0
    repeat
      local before = stuck
      for _, id in ipairs(redis.call(way[1], P .. name, way[2], way[3], 'LIMIT', stuck, left)) do
        if move(id) then left = left - 1 else stuck = stuck + 1 end
      end
    until stuck == before or left <= 0 or stuck >= furthest
    if stuck < furthest then return end
  end
end

each('timers', '-inf', NOW, go_on)

-- By whom and why something is muted; nobody says it of a mute of an older version.
local function said_of(mute)
  local sound, by = pcall(cjson.decode, mute:match(' (.*)'))
  if sound and type(by) == 'table' then return by[1], by[2] end
  return '', ''
end

-- What a mute parked until another time than that at which it ends now; one that has ended goes when all of it is moved.
local function go_by(subject)
  local ends, name = ends_ms(mutes[subject]), 'muted:' .. subject
  local at = string.format('(%.0f', ends)
  local function move(id)
    local item = read_whole(id)
    if item and item.f.state == 'parked' then return try(wake, item, said_of(mutes[subject])) end
    redis.call('ZREM', P .. name, id)
    return true
  end
  each(name, '-inf', at, move)
  each(name, at, '+inf', move)
  if left > 0 and ends <= now and redis.call('EXISTS', P .. name) == 0 then redis.call('HDEL', P .. 'mutes', subject) end
end

local subjects = {}
for subject in pairs(all_mutes()) do subjects[#subjects + 1] = subject end
table.sort(subjects)
for _, subject in ipairs(subjects) do try(go_by, subject) end
mutes = nil
if trouble then error(trouble, 0) end
if spoilt[1] then error('SPOILT the fields of ' .. table.concat(spoilt, ', ', 1, math.min(#spoilt, 5)), 0) end
return { 0, done.expired, done.woken, done.thawed, done.purged, done.parked }
