-- item: one item in Redis: its fields, and what becomes of them. Put before the moves.
-- All keys are built from KEYS[1], the desk's prefix with its hash tag. A move first
-- checks, then calls set/move_to/record, and commit writes the fields once at the end.
-- Times, tokens and counts are texts wherever nothing is reckoned with them: a number
-- is written anew each time that it goes to Redis, which costs as much as a command.
local P = KEYS[1]
local now = clock()

local UNKNOWN_ITEM, STALE_TOKEN, WRONG_STATE, UNDO_TOO_LATE, NOT_YOURS, HOLD_TOO_LONG, SAME_READER, KEY_USED, BAD_MOVE =
  -1, -2, -3, -4, -5, -6, -7, -9, -12
-- How the keys and fields of a desk are to be read: FORMAT_NUMBER of keys.py.
local FORMAT = '1'
-- The last day of the year 9999: an embargo until then lasts until somebody lifts it.
local NO_END_MS = '253402214400000'
local CLOSED = { done = true, withdrawn = true, merged = true }
local STATES = {
  waiting = true, leased = true, parked = true, frozen = true, done = true, withdrawn = true, merged = true, dead = true,
}

local function number(text) return tonumber(text or 0) or 0 end

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
  local flat = redis.call('HGETALL', P .. 'item:' .. id)
  if not flat[1] then return nil end
  local f = room_for_all()
  for i = 1, #flat, 2 do f[flat[i]] = flat[i + 1] end
  return fresh(id, f)
end

-- The same for a move, which could only make it worse where somebody spoilt the state.
local function load(id)
  local item = look(id)
  if item and not STATES[item.f.state] then error('SPOILT the state of ' .. id, 0) end
  return item
end

-- The item that a merged one was merged into, however long the chain. One goes in a circle only where somebody spoilt it.
local function follow(id)
  local seen, into = {}, id
  repeat
    id = into
    if seen[id] then error('SPOILT the merges of ' .. id, 0) end
    seen[id] = true
    into = redis.call('HGET', P .. 'item:' .. id, 'merged_into')
  until not into
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

-- Whether the stream asked for this move before, by the mark of its key; 1 is what an older version kept of any move. The
-- error KEY_USED where the same key was one of another move.
local function came_before(item, mark, move)
  local by = item.f[mark]
  if by and by ~= move and by ~= '1' then error({ KEY_USED }) end
  return by ~= nil
end

-- What `last` keeps of a request of a person, which is one of that move and person. None of the three has a tab.
local function request_line(request, move, who) return request .. '\t' .. move .. '\t' .. who end

-- The answer that a person had to this before, '' where it is the state of the item, or nil: who had no answer asks again,
-- and others may have asked meanwhile (`before`, a line each, the newest first). The error KEY_USED where the same request
-- was one of another move or person.
local function asked(item, request, move, who)
  local f, line = item and item.f, request_line(request, move, who)
  if not f or not f.last then return nil end
  if f.last == line then return '' end
  local all = '\n' .. f.last .. (f.before and '\n' .. f.before or '')
  local from = all:find('\n' .. request .. '\t', 1, true)
  if not from then return nil end
  local known, answer = all:match('^([^\t\n]*\t[^\t\n]*\t[^\t\n]*)\t?([^\n]*)', from + 1)
  if known ~= line then error({ KEY_USED }) end
  return answer
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

-- `answer`: a token or a time. What it is by now may be another's.
local function remember(item, request, move, who, answer)
  local f = item.f
  if f.last then set(item, 'before', lines(f.last .. (f.before and '\n' .. f.before or ''), 15)) end
  set(item, 'last', request_line(request, move, who) .. (answer and '\t' .. answer or ''))
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

-- A sorted pair of virtual deadline: when it was queued, what its priority allows, and how far
-- the quota of its source set it back. An alert is due at once.
local function rank(item, allowance_ms)
  if item.f.lane == 'alert' then
    set(item, 'deadline_ms', item.f.queued_ms)
  else
    set(item, 'deadline_ms', number(item.f.queued_ms) + allowance_ms + number(item.f.setback_ms))
  end
end

-- The same, but no later than it was: a rise is no reason to wait longer, nor is what a merge took over.
local function rank_sooner(item, allowance_ms)
  local before = number(item.f.deadline_ms)
  rank(item, allowance_ms)
  set(item, 'deadline_ms', math.min(before, number(item.f.deadline_ms)))
end

-- What the quota of one source set back, stands in its place when another says so.
local function describe(item, home, source, kind, provider)
  local f = item.f
  if f.setback_ms and (f.source or '') ~= source then
    set(item, 'deadline_ms', math.max(number(f.queued_ms), number(f.deadline_ms) - number(f.setback_ms)))
    set(item, 'setback_ms', nil)
  end
  set(item, 'home', home)
  set(item, 'source', source)
  set(item, 'kind', kind)
  set(item, 'provider', provider)
end

-- What a verdict leaves while it stands.
local RULED = { 'outcome', 'decided_by', 'decided_ms', 'decided_key', 'duplicate_of' }

local function forget(item, fields)
  for _, field in ipairs(fields) do set(item, field, nil) end
end

-- Back into the queue as if it came now: ageing and readers start anew, and what was decided is in the trail alone.
local function renew(item)
  set(item, 'queued_ms', NOW)
  forget(item, RULED)
  forget(item, { 'setback_ms', 'expiries', 'not_by', 'first', 'first_of', 'first_by', 'first_ms', 'first_key', 'second', 'second_by', 'merged_into' })
end
