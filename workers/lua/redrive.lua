-- redrive: a dead letter waits again in its own lane, its expiries forgotten; with the lead where two readers differ. Frozen while an
-- embargo lasts.
-- KEYS[1] desk prefix
-- ARGV id, who, request, reason
-- Returns {0, state} (1 when this request came before), UNKNOWN_ITEM, KEY_USED or WRONG_STATE.
local item = load(ARGV[1])
if not item then return { UNKNOWN_ITEM } end
if asked(item, ARGV[3], 'redrive', ARGV[2]) then return { 1, item.f.state } end
if item.f.state ~= 'dead' then return { WRONG_STATE, item.f.state } end
local lane = item.f.second and 'lead' or item.f.home
local state = embargoed(item) and 'frozen' or 'waiting'
check_move(item, state, lane)
leave(item)
set(item, 'expiries', nil)
set(item, 'lane', lane)
remember(item, ARGV[3], 'redrive', ARGV[2])
enter(item, state, state == 'frozen' and item.f.embargo_ms or nil)
record(item, 'redriven', ARGV[2], ARGV[4])
commit(item)
return { 0, item.f.state }
