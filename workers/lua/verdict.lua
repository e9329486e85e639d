-- verdict: what the holder found. Only the newest token decides; any other verdict is kept as late and changes nothing.
-- KEYS[1] desk prefix
-- ARGV id, token, who, idempotency key (of this item), outcome, second ('1': blind second opinion wanted), reason, data (JSON),
--      retention ms, lifetime of the idempotency key ms
-- Returns {0, result, state}, {1, result, state} when this key came before, or UNKNOWN_ITEM. Results:
--   applied  decided            second    kept blind, waits for another reader, its draft forgotten   conflict  two readers differ: to the lead
--   audit    kept, but the item had been withdrawn or merged meanwhile           late      kept, not applied
local id, token, who, outcome = ARGV[1], ARGV[2], ARGV[3], ARGV[5]
local given = P .. 'given:' .. id .. ' ' .. ARGV[4]
local before = redis.call('GET', given)
if before then
  local result, state = before:match('(%S+) (%S+)')
  return { 1, result, state }
end
local item = load(id)
if not item then return { UNKNOWN_ITEM } end

local f, result = item.f, 'applied'
if not holds(item, token) or f.holder ~= who then
  result = 'late'
elseif f.next == 'withdrawn' or f.next == 'merged' then
  result = 'audit'
elseif ARGV[6] == '1' and not f.first then
  result = 'second'
elseif f.first and not f.second and f.first ~= outcome then
  result = 'conflict'
end

local function decide(state)
  move_to(item, state, after(ARGV[9]))
  set(item, 'outcome', outcome)
  set(item, 'decided_by', who)
  set(item, 'decided_ms', NOW)
end

if result == 'applied' then
  decide('done')
elseif result == 'audit' then
  decide(f.next)
elseif result == 'second' then
  leave(item)
  set(item, 'first', outcome)
  set(item, 'first_by', who)
  set(item, 'first_ms', NOW)
  set(item, 'not_by', who)
  redis.call('DEL', P .. 'draft:' .. id)
  enter(item, 'waiting')
elseif result == 'conflict' then
  leave(item)
  set(item, 'second', outcome)
  set(item, 'second_by', who)
  set(item, 'not_by', nil)
  set(item, 'lane', 'lead')
  enter(item, 'waiting')
end
if result == 'late' then
  count('fenced')
  count('late_verdicts')
else
  observe('time_to_verdict', now - number(f.queued_ms))
end
local data = '{"outcome":' .. cjson.encode(outcome) .. ',"result":"' .. result .. '","given_token":' .. cjson.encode(token)
data = data .. (ARGV[8] ~= '' and ',"evidence":' .. ARGV[8] or '') .. '}'
remember(item, ARGV[4])
record(item, result == 'late' and 'verdict-late' or 'verdict', who, ARGV[7], data)
commit(item)
redis.call('SET', given, result .. ' ' .. f.state, 'PX', ARGV[10])
return { 0, result, f.state }
