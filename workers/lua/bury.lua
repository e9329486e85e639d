-- bury: a dead letter: it cannot be shown or handled, and stays visible until somebody redrives it.
-- KEYS[1] desk prefix
-- ARGV id, token ('' when it waits), who, request, reason
-- Returns {0, state} (1 when this request came before), UNKNOWN_ITEM, KEY_USED, STALE_TOKEN, NOT_YOURS or WRONG_STATE.
local item = load(ARGV[1])
if asked(item, ARGV[4], 'bury', ARGV[3]) then return { 1, item.f.state } end
local refusal = refuse_person(item, ARGV[2], ARGV[3])
if refusal then return refusal end
move_to(item, 'dead')
remember(item, ARGV[4], 'bury', ARGV[3])
record(item, 'buried', ARGV[3], ARGV[5])
commit(item)
count('dead')
return { 0, item.f.state }
