-- reinstate: takes a withdrawal or a merge back; the item waits again, or is parked by a mute, with a deadline counted from now; or is
-- frozen, where an embargo lasts that it had or that is given. Who holds it, or decided it, keeps it.
-- KEYS[1] desk prefix
-- ARGV id, mark, who, reason, allowance ms, end of the embargo ms ('0' there is none, '' nothing is said of one)
-- Returns {0, state}, {1, state} when it came before, UNKNOWN_ITEM, KEY_USED or WRONG_STATE.
local item = load(ARGV[1])
if not item then return { UNKNOWN_ITEM } end
local f, mark = item.f, '+' .. ARGV[2]
if came_before(item, mark, 'reinstate') then return { 1, f.state } end
local kept = (f.state == 'leased' or f.state == 'done') and (f.next == 'withdrawn' or f.next == 'merged')
if not kept and f.state ~= 'withdrawn' and f.state ~= 'merged' then return { WRONG_STATE, f.state } end

local had = embargo(item, ARGV[6])
if kept then
  check_record(item)
  set(item, 'next', nil)
  set(item, 'merged_into', nil)
  notify(f.holder, item, hold_back(item, had) or 'reinstated', ARGV[4])
else
  check_leave(item)
  check_index(f)
  check_queue_up(item, f.home, f.home, f.source)
  leave(item)
  renew(item)
  set(item, 'lane', f.home)
  rank(item, tonumber(ARGV[5]))
  index(item)
  queue_up(item)
end
set(item, mark, 'reinstate')
record(item, 'reinstated', ARGV[3], ARGV[4])
commit(item)
return { 0, f.state }
