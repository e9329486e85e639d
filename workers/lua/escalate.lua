-- escalate: to the lead's lane, by a holder who cannot judge it, or by the desk head when it waits.
-- KEYS[1] desk prefix
-- ARGV id, token ('' by the desk head), who, request, reason
-- Returns {0, state} (1 when this request came before), UNKNOWN_ITEM, KEY_USED, STALE_TOKEN, NOT_YOURS or WRONG_STATE.
local item = load(ARGV[1])
if asked(item, ARGV[4], 'escalate', ARGV[3]) then return { 1, item.f.state } end
local refusal = refuse_person(item, ARGV[2], ARGV[3])
if refusal then return refusal end
check_move(item, 'waiting', 'lead')
leave(item)
set(item, 'lane', 'lead')
set(item, 'expiries', nil)
remember(item, ARGV[4], 'escalate', ARGV[3])
enter(item, 'waiting')
record(item, 'escalated', ARGV[3], ARGV[5])
commit(item)
count('escalated')
return { 0, item.f.state }
