-- item: one item in Redis, and the collections it stands in. Put before the moves.
-- All keys are built from KEYS[1], the desk's prefix with its hash tag. A move first
-- checks, then calls set/move_to/record, and commit writes the fields once at the end.
-- Times, tokens and counts are texts wherever nothing is reckoned with them: a number
-- is written anew each time that it goes to Redis, which costs as much as a command.
local P = KEYS[1]
local now = clock()

local UNKNOWN_ITEM, STALE_TOKEN, WRONG_STATE, UNDO_TOO_LATE, NOT_YOURS, HOLD_TOO_LONG, SAME_READER =
  -1, -2, -3, -4, -5, -6, -7
local CLOSED = { done = true, withdrawn = true, merged = true }
local STATES = {
  waiting = true, leased = true, parked = true, frozen = true, done = true, withdrawn = true, merged = true, dead = true,
}

local function number(text) return tonumber(text or 0) or 0 end

-- When a mute ends, by the value that mute.lua writes: ms, a space, who and why.
local function ends_ms(mute) return tonumber((mute or ''):match('^%d+') or 0) end

-- The hash of that name in a table.
local function read(name, into)
  local flat = redis.call('HGETALL', P .. name)
  for i = 1, #flat, 2 do into[flat[i]] = flat[i + 1] end
  return into
end

-- The mutes by subject, read once a trip; nil again when a move changes them.
local mutes
local function all_mutes()
  mutes = mutes or read('mutes', {})
  return mutes
end

-- Until when what comes from a source, on a topic, is parked, and which mute does it; nil for none.
local function muted_until(source, topic)
  local latest, by = now, nil
  for _, subject in ipairs({ 'source:' .. (source or ''), 'topic:' .. topic }) do
    local until_ms = ends_ms(all_mutes()[subject])
    if until_ms > latest then latest, by = until_ms, subject end
  end
  return by and latest, by
end

-- So many ms from now. Nearly all moves of a trip ask for the same few.
local times = {}
local function after(ms)
  local text = times[ms]
  if not text then
    text = string.format('%.0f', now + ms) -- ms may be a text
    times[ms] = text
  end
  return text
end
local NOW = after(0)

-- An empty table with room for the fields of an item, or for those that a move changes. One that grows from nothing is
-- made anew four or five times, which costs as much as a command.
local function room_for_all()
  return {
    state = nil, lane = nil, home = nil, priority = nil, queued_ms = nil, deadline_ms = nil, source = nil, kind = nil,
    provider = nil, holder = nil, token = nil, presence_until_ms = nil, hold_until_ms = nil, due_ms = nil, seq = nil,
    last = nil, before = nil,
  }
end

local function room_for_changes()
  return {
    state = nil, holder = nil, token = nil, presence_until_ms = nil, hold_until_ms = nil, due_ms = nil, seq = nil,
    last = nil, before = nil,
  }
end

local function fresh(id, f) return { id = id, f = f, old = room_for_changes(), was = f.state } end

-- The item, or nil. `f` are its fields, `old` what those that set touched were before (false for none).
local function look(id)
  local f = read('item:' .. id, room_for_all())
  return next(f) and fresh(id, f)
end

-- The same for a move, which could only make it worse where somebody spoilt the state.
local function load(id)
  local item = look(id)
  if item and not STATES[item.f.state] then error('SPOILT the state of ' .. id, 0) end
  return item
end

-- The item that a merged one was merged into, however long the chain.
local function follow(id)
  for _ = 1, 16 do
    local into = redis.call('HGET', P .. 'item:' .. id, 'merged_into')
    if not into then return id end
    id = into
  end
  return id
end

-- As load, or what the item was merged into; and the id of that.
local function load_merged(id)
  local item = load(id)
  if not item or not item.f.merged_into then return item, id end
  id = follow(id)
  return load(id), id
end

local function set(item, field, value)
  if value == '' then value = nil end
  if type(value) == 'number' and value >= 1e14 then value = string.format('%.0f', value) end -- else 2.5e+14 from 5138 on
  if value then value = value .. '' end -- a number becomes a text, a text stays
  local f, old = item.f, item.old
  if value == f[field] then return end
  if old[field] == nil then old[field] = f[field] or false end
  f[field] = value
end

-- A request of a person, and those before it (`before`, a line each, the newest first): who had no answer asks
-- again, and others may have asked meanwhile.
local function asked(item, request)
  local f = item and item.f
  if not f or f.last == request then return f and true end
  return f.before and ('\n' .. f.before .. '\n'):find('\n' .. request .. '\n', 1, true) ~= nil
end

-- The first lines of a text, `most` of them.
local function lines(text, most)
  local at = 0
  for _ = 1, most do
    at = text:find('\n', at + 1, true)
    if not at then return text end
  end
  return text:sub(1, at - 1)
end

local function remember(item, request)
  local f = item.f
  if f.last then set(item, 'before', lines(f.last .. (f.before and '\n' .. f.before or ''), 15)) end
  set(item, 'last', request)
end

-- In pieces, since unpack takes no list of any length and a much merged item has thousands of marks.
local function put(id, flat)
  for at = 1, #flat, 1000 do
    redis.call('HSET', P .. 'item:' .. id, unpack(flat, at, math.min(at + 999, #flat)))
  end
end

-- What a move has changed: field -> value, '' for a field that went away. A field set back to what it was is no change.
local function changes(item)
  local f, found = item.f, room_for_changes()
  for field, old in pairs(item.old) do
    local value = f[field] or ''
    if value ~= (old or '') then found[field] = value end
  end
  return found
end

-- Writes what record has told, or what a move that is not told has changed.
local function commit(item)
  local puts, drops, at = {}, {}, 0
  if item.told then puts, at = { 'seq', item.f.seq }, 2 end
  for field, value in pairs(item.told or changes(item)) do
    if value == '' then
      drops[#drops + 1] = field
    else
      puts[at + 1] = field
      puts[at + 2] = value
      at = at + 2
    end
  end
  put(item.id, puts)
  if drops[1] then redis.call('HDEL', P .. 'item:' .. item.id, unpack(drops)) end
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

-- Out of the collections of its state. The first write is one that a full Redis allows,
-- and what follows in the same script is then allowed too: people can finish their work.
-- Its timer stays until enter sets or takes away.
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

local function move_to(item, state, due_ms)
  leave(item)
  enter(item, state, due_ms)
end

-- To one checker, under a new fence token. Returns the token.
local function lease(item, who, presence_ms, hold_ms)
  local token = redis.call('INCR', P .. 'token')
  leave(item)
  set(item, 'holder', who)
  set(item, 'token', token)
  set(item, 'hold_until_ms', after(hold_ms))
  set(item, 'presence_until_ms', after(math.min(presence_ms, hold_ms)))
  enter(item, 'leased', item.f.presence_until_ms)
  return token
end

-- True while `token` is the lease: leased, the newest token, and its clocks have not run out,
-- whether or not the timer loop has come by.
local function holds(item, token)
  return item.f.state == 'leased' and item.f.token == token and now < number(item.f.presence_until_ms)
end

-- Why `token` does not hold the item, as a named error; nil when it does.
local function refuse(item, token)
  if not item then return { UNKNOWN_ITEM } end
  if not holds(item, token) then return { STALE_TOKEN, item.f.state } end
  return nil
end

-- The fields without the marks, as a JSON text: one text is read sooner than forty.
local function shown(item)
  local fields = room_for_all()
  for field, value in pairs(item.f) do
    if field:byte() ~= 43 then fields[field] = value end
  end
  return cjson.encode(fields)
end

-- What a lease is told by: code, id, token, body, fields, draft or false.
local function handed(code, item)
  local texts = redis.call('MGET', P .. 'body:' .. item.id, P .. 'draft:' .. item.id)
  return { code, item.id, tonumber(item.f.token), texts[1], shown(item), texts[2] }
end

local FACETS = { 'source', 'kind', 'provider' }
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

-- A sorted pair of virtual deadline: when it was queued, what its priority allows, and how far
-- the quota of its source set it back. An alert is due at once.
local function rank(item, allowance_ms)
  if item.f.lane == 'alert' then
    set(item, 'deadline_ms', item.f.queued_ms)
  else
    set(item, 'deadline_ms', number(item.f.queued_ms) + allowance_ms + number(item.f.setback_ms))
  end
end

-- A lease ends without a verdict: back to its lane, or to what became of the item meanwhile.
local function let_go(item, retention_ms)
  local state = item.f.next or 'waiting'
  move_to(item, state, CLOSED[state] and after(retention_ms) or nil)
end

local function describe(item, home, source, kind, provider)
  set(item, 'home', home)
  set(item, 'source', source)
  set(item, 'kind', kind)
  set(item, 'provider', provider)
end

-- Back into the queue as if it came now: ageing and readers start anew.
local function renew(item)
  set(item, 'queued_ms', NOW)
  for _, field in ipairs({ 'setback_ms', 'expiries', 'not_by', 'first', 'first_by', 'first_ms', 'second', 'second_by', 'merged_into' }) do
    set(item, field, nil)
  end
end

-- The moves that a holder makes with a token, and the desk head without one on an item that nobody holds.
local function refuse_person(item, token)
  if not item then return { UNKNOWN_ITEM } end
  if token ~= '' then
    if holds(item, token) and item.f.next then return { WRONG_STATE, item.f.next } end
    return refuse(item, token)
  end
  if item.f.state ~= 'waiting' and item.f.state ~= 'parked' then return { WRONG_STATE, item.f.state } end
  return nil
end
