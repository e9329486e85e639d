-- merge: two items are one claim. `from` closes, `into` takes the higher priority and the earlier deadline; holders are told. An embargo of
-- `from` ends with it.
-- KEYS[1] desk prefix
-- ARGV into, from, mark, who, reason, retention ms
-- Returns {0, id of the item that stays}, {1, id} when they are one already, UNKNOWN_ITEM, KEY_USED, or WRONG_STATE where `into` is closed,
--   a dead letter, or will be closed when its holder lets it go.
local stays, goes, mark, who, reason = follow(ARGV[1]), ARGV[2], '+' .. ARGV[3], ARGV[4], ARGV[5]
local into, from = load(stays), load(goes)
if not into or not from then return { UNKNOWN_ITEM } end
if stays == goes then return { WRONG_STATE, 'the same item' } end
if from.f.merged_into then return { 1, follow(goes) } end
if came_before(into, mark, 'merge') then return { 1, stays } end
local over = (CLOSED[into.f.state] or into.f.state == 'dead') and into.f.state or into.f.next == 'withdrawn' and into.f.next
if over then return { WRONG_STATE, over } end -- what is open would end in what is over

local waiting, held = into.f.state == 'waiting', from.f.state == 'leased'
check_record(into)
if waiting then check_leave(into) end
if held then check_record(from) else check_move(from, 'merged') end
if waiting then leave(into) end
set(into, mark, 'merge')
for field, move in pairs(from.f) do
  if field:byte() == 43 then set(into, field, into.f[field] or move) end -- what the one has seen, the other has
end
set(into, 'priority', math.max(number(into.f.priority), number(from.f.priority)))
if not CLOSED[from.f.state] and number(from.f.deadline_ms) < number(into.f.deadline_ms) then
  set(into, 'deadline_ms', from.f.deadline_ms)
  set(into, 'setback_ms', from.f.setback_ms)
end
if waiting then enter(into, 'waiting') end
set(from, 'merged_into', stays)
if held then
  set(from, 'next', 'merged')
  set(from, 'frozen_until_ms', nil)
  notify(from.f.holder, from, 'merged', reason)
else
  move_to(from, 'merged', after(ARGV[6]))
end
if into.f.holder then notify(into.f.holder, into, 'changed', reason) end
record(from, 'merged-into', who, reason, '{"into":' .. cjson.encode(stays) .. '}')
record(into, 'merged-from', who, reason, '{"from":' .. cjson.encode(goes) .. '}')
commit(from)
commit(into)
count('merged')
return { 0, stays }
