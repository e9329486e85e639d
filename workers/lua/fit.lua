-- fit: whether the keys that a move will write are of their types. Put before the moves.
-- Lua does not take a write back: a key that somebody made another type by hand would stop a move half-way, and an item
-- out of its lane is lost to takes. So a move looks at all of them before its first write; the error names the key.
-- Two do not, since a look at each key costs more than a twentieth of them, and both put back what they wrote: the push
-- of a new claim, of which nothing stays, and a verdict that decides, whose lease goes on and runs out.

local fit = {} -- what this trip has looked at: it stays as it is, since nobody else writes meanwhile

-- `size`: a command that reads one number of a key of the type that it must have, whatever its size.
local function check_key(size, name)
  if fit[name] then return end
  if type(redis.pcall(size, P .. name)) == 'table' then error('SPOILT the type of ' .. name, 0) end
  fit[name] = true
end

-- A key that INCR or DECR will write.
local function check_number(name)
  if fit[name] then return end
  local text = redis.pcall('GET', P .. name)
  if text and not (type(text) == 'string' and (text == '0' or text:find('^-?[1-9]%d*$')) and #text < 19) then error('SPOILT the number ' .. name, 0) end
  fit[name] = true
end

-- The collections of a state; of a lane and a source when it waits, of a mute when one parked it.
local function check_place(state, lane, source, muted)
  if state == 'waiting' then
    check_key('ZCARD', 'heads')
    check_key('ZCARD', 'lane:' .. lane)
    check_key('ZCARD', 'since:' .. lane)
    if source then check_number('waiting-of:' .. source) end
  else
    check_key('ZCARD', 'state:' .. state)
    if muted then check_key('ZCARD', 'muted:' .. muted) end
  end
end

-- What a move from state to state needs of an item.
-- Lua takes ' 1', nan and 0x1 for numbers; Redis, which ranks by them, does not.
local function is_time(text) return text and text:find('^%d+$') end
local function whole(f)
  return f.lane and f.home and is_time(f.queued_ms) and is_time(f.deadline_ms)
    and (not f.frozen_until_ms or is_time(f.frozen_until_ms)) and (not f.embargo_ms or is_time(f.embargo_ms))
end

-- Before an item leaves its place.
local function check_leave(item)
  local f = item.f
  if not whole(f) then error('SPOILT the fields of ' .. item.id, 0) end
  check_place(f.state, f.lane, f.source, f.muted)
end

local FACETS = { 'source', 'kind', 'provider' }

-- The lists by source, kind and provider, of fields that an item has or will have.
local function check_index(f)
  for _, facet in ipairs(FACETS) do
    if f[facet] then
      check_key('ZCARD', 'by:' .. facet .. ':' .. f[facet])
      check_key('SCARD', 'facets:' .. facet)
    end
  end
end

-- Before a move is told, and nothing else of the desk changes.
local function check_record(item)
  check_key('XLEN', 'audit')
  check_key('LLEN', 'trail:' .. item.id)
end

-- Before a search for an item to lease: the keys that each lease writes, but `heads`, which it reads.
local function check_desk()
  check_key('ZCARD', 'state:leased')
  check_key('ZCARD', 'timers')
  check_key('XLEN', 'audit')
end

-- Before a move to a state, on a lane that is not the item's when one is given; `move_to` and `lease` do it themselves.
local function check_move(item, state, lane)
  check_leave(item)
  check_place(state, lane or item.f.lane, item.f.source)
  check_key('ZCARD', 'timers')
  check_record(item)
end
