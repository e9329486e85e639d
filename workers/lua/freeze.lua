-- freeze: nobody may take it for now (an embargo, a held article). A holder is told and may finish;
-- where they let go of it, or are the first of two who read it, it is frozen then, to the same end. Decided, it is frozen when
-- that is undone.
-- KEYS[1] desk prefix
-- ARGV id, mark, who, reason, until ms ('' until thawed)
-- Returns {0, state}, {1, state} when it came before, UNKNOWN_ITEM, KEY_USED or WRONG_STATE.
local item = load(ARGV[1])
if not item then return { UNKNOWN_ITEM } end
local f, mark = item.f, '+' .. ARGV[2]
if came_before(item, mark, 'freeze') then return { 1, f.state } end
local leased = f.state == 'leased'
if leased and f.next then return { WRONG_STATE, f.next } end
if not leased and f.state ~= 'waiting' and f.state ~= 'parked' then return { WRONG_STATE, f.state } end

if leased then
  check_record(item)
  set(item, 'next', 'frozen')
  set(item, 'frozen_until_ms', ARGV[5])
  notify(f.holder, item, 'frozen', ARGV[4])
else
  move_to(item, 'frozen', ARGV[5] ~= '' and tonumber(ARGV[5]) or nil)
end
set(item, mark, 'freeze')
record(item, 'frozen', ARGV[3], ARGV[4])
commit(item)
return { 0, f.state }
