-- thaw: a frozen item waits again, at the place it had, or is parked by a mute. Who holds it, or decided it, keeps it.
-- KEYS[1] desk prefix
-- ARGV id, mark, who, reason
-- Returns {0, state}, {1, state} when it came before, UNKNOWN_ITEM, KEY_USED or WRONG_STATE.
local item = load(ARGV[1])
if not item then return { UNKNOWN_ITEM } end
local f, mark = item.f, '+' .. ARGV[2]
if came_before(item, mark, 'thaw') then return { 1, f.state } end
local kept = (f.state == 'leased' or f.state == 'done') and f.next == 'frozen'
if not kept and f.state ~= 'frozen' then return { WRONG_STATE, f.state } end

local had = embargo(item, '0')
if kept then
  check_record(item)
  set(item, 'next', nil)
  set(item, 'frozen_until_ms', nil)
  if had then set(item, 'embargo_ms', nil) end
  notify(f.holder, item, 'thawed', ARGV[4])
else
  check_leave(item)
  check_queue_up(item, f.lane, f.home, f.source)
  leave(item)
  queue_up(item)
end
set(item, mark, 'thaw')
record(item, 'thawed', ARGV[3], ARGV[4])
commit(item)
return { 0, f.state }
