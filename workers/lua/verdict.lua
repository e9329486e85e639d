-- verdict: what the holder found. Only the newest token decides; any other verdict is kept as late and changes nothing.
-- KEYS[1] desk prefix
-- ARGV id, token, who, idempotency key, outcome, second ('1': blind second opinion wanted), reason, evidence (JSON),
--      retention ms, lifetime of the idempotency key ms, change ('' or the wording that is right), of ('' or the id it repeats)
-- Returns {0, result, state}, {1, result, state} when this key came before, UNKNOWN_ITEM (with the id where it is `of`),
--   BAD_MOVE where `of` itself repeats this item, or KEY_USED when the key came for
--   another verdict, item or move, from another person, or for a verdict that was undone. Results:
--   applied  decided            second    kept blind, waits for another reader, its draft forgotten   conflict  two readers differ: to the lead
--   audit    kept, but the item had been withdrawn or merged meanwhile           late      kept, not applied
local id, token, who, outcome, change, of = ARGV[1], ARGV[2], ARGV[3], ARGV[5], ARGV[11], ARGV[12]
local needs = of ~= '' and of or change -- the item that is repeated, or the wording that is right
local found = needs == '' and outcome or outcome .. '/' .. redis.sha1hex(needs)
local given = P .. 'given:' .. ARGV[4]
local before = redis.call('GET', given)
if before then
  local about, result, what, state, by = before:match('^(%S+) ([^%s:]+):?(%S*) (%S+) (.*)$')
  if about ~= id or by ~= who or result == 'undone' or (what ~= found and what ~= '') then return { KEY_USED } end
  return { 1, result, state }
end
local item = load(id)
if not item then return { UNKNOWN_ITEM } end
asked(item, ARGV[4], 'verdict', who) -- of no other move
if of ~= '' and redis.call('EXISTS', P .. 'item:' .. of) == 0 then return { UNKNOWN_ITEM, of } end

-- The item or the wording of a first opinion of an older version, which has it in the trail alone, as it was typed; the
-- spaces of today's are plain and single.
local function first_of()
  local trail = redis.pcall('LRANGE', P .. 'trail:' .. id, 0, -1)
  for at = #trail, 1, -1 do
    local sound, told = pcall(cjson.decode, trail[at])
    local data = sound and type(told) == 'table' and told.what == 'verdict' and told.data
    if data and data.result == 'second' then
      local typed = (data.of or data.change or ''):gsub('\194\160', ' '):gsub('\226\128\175', ' '):gsub('%s+', ' ')
      return typed:match('^ ?(.-) ?$')
    end
  end
end

-- Two readers differ also where what the outcome needs differs.
local f, result = item.f, 'applied'
local function differs() return f.first ~= outcome or (needs ~= '' and (f.first_of or first_of()) ~= needs) end
if not holds(item, token) or f.holder ~= who then
  result = 'late'
elseif f.next == 'withdrawn' or f.next == 'merged' then
  result = 'audit'
elseif ARGV[6] == '1' and not f.first then
  result = 'second'
elseif f.first and not f.second and differs() then
  result = 'conflict'
end

-- Whether an item repeats this one: by its verdict, by a merge, or by way of others. Else both would be answered by each other.
local function repeats_this(other)
  local seen = {}
  while other and other ~= id and not seen[other] do
    seen[other] = true
    local told = redis.pcall('HMGET', P .. 'item:' .. other, 'merged_into', 'duplicate_of')
    other = told[1] or told[2]
  end
  return other == id
end
if of ~= '' and result ~= 'late' and repeats_this(of) then return { BAD_MOVE, 'what ' .. of .. ' repeats' } end

local function decide(state)
  local becomes, until_ms = f.next, f.frozen_until_ms
  leave(item)
  enter(item, state, after(ARGV[9]))
  if state == 'done' and becomes then -- frozen: should it be undone, the embargo goes on
    set(item, 'next', becomes)
    set(item, 'frozen_until_ms', until_ms)
  end
  set(item, 'outcome', outcome)
  set(item, 'decided_by', who)
  set(item, 'decided_ms', NOW)
  set(item, 'decided_key', ARGV[4])
  set(item, 'duplicate_of', of)
end

-- Decided and told. Half made, it would have lost the timer of its lease, and nobody would get it again.
local function decide_and_tell(state, data)
  local due_ms = f.due_ms
  local made, why = pcall(function()
    decide(state)
    remember(item, ARGV[4], 'verdict', who)
    record(item, 'verdict', who, ARGV[7], data)
  end)
  if made then return end
  redis.pcall('ZREM', P .. 'state:' .. state, id)
  redis.pcall('ZADD', P .. 'state:leased', f.queued_ms, id)
  if due_ms then redis.pcall('ZADD', P .. 'timers', due_ms, id) end
  error(why, 0)
end

local data = '{"outcome":' .. cjson.encode(outcome) .. ',"result":"' .. result .. '","given_token":' .. cjson.encode(token)
data = data .. (ARGV[8] ~= '' and ',"evidence":' .. ARGV[8] or '')
data = data .. (change ~= '' and ',"change":' .. quoted(change) or '') .. (of ~= '' and ',"of":' .. quoted(of) or '') .. '}'
if result == 'applied' or result == 'audit' then
  decide_and_tell(result == 'applied' and 'done' or f.next, data)
elseif result == 'second' then
  check_move(item, passes_to(item))
  leave(item)
  set(item, 'first', outcome)
  set(item, 'first_of', needs)
  set(item, 'first_by', who)
  set(item, 'first_ms', NOW)
  set(item, 'first_key', ARGV[4])
  set(item, 'not_by', who)
  redis.call('DEL', P .. 'draft:' .. id)
  pass_on(item)
elseif result == 'conflict' then
  check_move(item, passes_to(item), 'lead')
  leave(item)
  set(item, 'second', outcome)
  set(item, 'second_by', who)
  set(item, 'not_by', nil)
  set(item, 'lane', 'lead')
  pass_on(item)
end
if result == 'late' then
  check_record(item)
  count('fenced')
  count('late_verdicts')
else
  observe('time_to_verdict', now - number(f.queued_ms))
end
if result ~= 'applied' and result ~= 'audit' then
  remember(item, ARGV[4], 'verdict', who)
  record(item, result == 'late' and 'verdict-late' or 'verdict', who, ARGV[7], data)
end
commit(item)
redis.call('SET', given, id .. ' ' .. result .. ':' .. found .. ' ' .. f.state .. ' ' .. who, 'PX', ARGV[10])
return { 0, result, f.state }
