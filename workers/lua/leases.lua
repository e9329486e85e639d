-- leases: who holds an item, under which token, until when, and who may move it. Put before the moves.

-- To one checker, under a new fence token. Returns the token. That they were here is kept, and keeps nobody from an item.
local function lease(item, who, presence_ms, hold_ms)
  if not item.fit then check_move(item, 'leased') end
  local token = redis.call('INCR', P .. 'token') -- the first write, so it needs no look
  leave(item)
  set(item, 'holder', who)
  set(item, 'token', token)
  set(item, 'hold_until_ms', after(hold_ms))
  set(item, 'presence_until_ms', after(math.min(presence_ms, hold_ms)))
  enter(item, 'leased', item.f.presence_until_ms)
  redis.pcall('SADD', P .. 'people', who)
  return token
end

-- Whether `who` has read an item with these fields and is not to read it again: the first of two while the second is awaited,
-- and both when they differ, since one of them would decide it alone. The lead decides, whoever that is.
local function has_read(f, who)
  return f.not_by == who or (f.second and f.lane ~= 'lead' and (f.first_by == who or f.second_by == who)) or false
end

-- Before a lease: whether it is the first one, and after the deadline.
local function first_is_late(item) return not item.f.token and now > number(item.f.deadline_ms) end

-- True while `token` is the lease: leased, the newest token, and its clocks have not run out,
-- whether or not the timer loop has come by.
local function holds(item, token)
  return item.f.state == 'leased' and item.f.token == token and now < number(item.f.presence_until_ms)
end

-- Why `token` does not hold the item, or holds it for another than `who` (nil for whoever has it), as a named error; nil
-- when it does.
local function refuse(item, token, who)
  if not item then return { UNKNOWN_ITEM } end
  if not holds(item, token) then return { STALE_TOKEN, item.f.state } end
  if who and item.f.holder ~= who then return { NOT_YOURS, item.f.holder } end
  return nil
end

-- A desk head has moved what somebody else held or decided: they are told, and the record has both. Nil where it is one's own.
local function as_head(item, whose, who, told, reason)
  if whose == who then return nil end
  notify(whose, item, told, reason)
  return '"as":"head","from":' .. quoted(whose)
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

-- A lease ends without a verdict: back to its lane, or to what became of the item meanwhile.
local function let_go(item, retention_ms)
  local state = item.f.next or 'waiting'
  move_to(item, state, CLOSED[state] and after(retention_ms) or item.f.frozen_until_ms)
end

-- Into its lane, for another person to read, unless it was frozen under who read it.
local function passes_to(item) return item.f.next == 'frozen' and 'frozen' or 'waiting' end
local function pass_on(item) enter(item, passes_to(item), item.f.frozen_until_ms) end

-- The moves that a holder makes with a token, and the desk head without one on an item that nobody holds.
local function refuse_person(item, token, who)
  if not item then return { UNKNOWN_ITEM } end
  if token ~= '' then
    local refusal = refuse(item, token, who)
    if not refusal and item.f.next then return { WRONG_STATE, item.f.next } end
    return refusal
  end
  if item.f.state ~= 'waiting' and item.f.state ~= 'parked' then return { WRONG_STATE, item.f.state } end
  return nil
end
