-- expire: everything whose time has come: leases, parked and frozen items, closed items past their retention, mutes.
-- Idempotent; any worker may run it as often as it likes.
-- KEYS[1] desk prefix
-- ARGV most items, expiries that send an item to the lead (twice as many in the lead's lane make it a dead letter), retention ms
-- Returns {0, leases expired, woken, thawed, purged}. Call again while the four add up to `most items`.
local retention_ms = tonumber(ARGV[3])
local done = { expired = 0, woken = 0, thawed = 0, purged = 0 }

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
    leave(item)
    if expiries >= tonumber(ARGV[2]) and f.lane ~= 'lead' then
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

local function wake(item, what)
  move_to(item, 'waiting')
  record(item, what, 'timer')
  commit(item)
  done[what] = done[what] + 1
end

local function purge(item)
  redis.call('ZREM', P .. 'timers', item.id)
  leave(item)
  unindex(item)
  record(item, 'purged', 'timer')
  local id = item.id
  redis.call('DEL', P .. 'item:' .. id, P .. 'body:' .. id, P .. 'trail:' .. id, P .. 'draft:' .. id)
  done.purged = done.purged + 1
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'timers', '-inf', NOW, 'LIMIT', 0, ARGV[1])) do
  local item = look(id)
  local state = item and item.f.state
  if state == 'leased' then
    expire(item)
  elseif state == 'parked' then
    wake(item, 'woken')
  elseif state == 'frozen' then
    wake(item, 'thawed')
  elseif CLOSED[state] then
    purge(item)
  else
    redis.call('ZREM', P .. 'timers', id)
  end
end
local muted = redis.call('HGETALL', P .. 'mutes')
for i = 1, #muted, 2 do
  if ends_ms(muted[i + 1]) <= now then redis.call('HDEL', P .. 'mutes', muted[i]) end
end
mutes = nil
return { 0, done.expired, done.woken, done.thawed, done.purged }
