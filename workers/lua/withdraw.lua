-- withdraw: nothing is left to check (corroborated, killed). A holder is told and may still answer, for the record.
-- A decided one is withdrawn when its verdict is undone. Until when it is frozen, is kept as an embargo, should it come back.
-- KEYS[1] desk prefix
-- ARGV id, mark, who, reason, retention ms
-- Returns {0, state}, {1, state} when this withdrawal came before, UNKNOWN_ITEM or KEY_USED.
local mark, who, reason = '+' .. ARGV[2], ARGV[3], ARGV[4]
local item = load(ARGV[1])
if not item then return { UNKNOWN_ITEM } end
local f = item.f
if came_before(item, mark, 'withdraw') then return { 1, f.state } end
set(item, mark, 'withdraw')
local what = 'withdrawn'
if not embargoed(item) then
  if f.state == 'frozen' then
    set(item, 'embargo_ms', f.due_ms or NO_END_MS)
  elseif f.next == 'frozen' then
    set(item, 'embargo_ms', f.frozen_until_ms or NO_END_MS)
  end
end
if f.state == 'leased' then
  check_record(item)
  set(item, 'next', 'withdrawn')
  set(item, 'frozen_until_ms', nil)
  notify(f.holder, item, 'withdrawn', reason)
elseif CLOSED[f.state] then
  check_record(item)
  what = 'linked'
  if f.state == 'done' then
    set(item, 'next', 'withdrawn')
    set(item, 'frozen_until_ms', nil)
  end
else
  move_to(item, 'withdrawn', after(ARGV[5]))
end
record(item, what, who, reason)
commit(item)
count(what)
return { 0, f.state }
