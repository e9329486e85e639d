-- park: not before a given time (a call back, an office that opens tomorrow). By its holder, or by the desk head when it waits.
-- KEYS[1] desk prefix
-- ARGV id, token ('' by the desk head), who, request, reason, until ms
-- Returns {0, state} (1 when this request came before), UNKNOWN_ITEM, KEY_USED, STALE_TOKEN, NOT_YOURS or WRONG_STATE.
local item = load(ARGV[1])
if asked(item, ARGV[4], 'park', ARGV[3]) then return { 1, item.f.state } end
local refusal = refuse_person(item, ARGV[2], ARGV[3])
if refusal then return refusal end
move_to(item, 'parked', tonumber(ARGV[6]))
remember(item, ARGV[4], 'park', ARGV[3])
record(item, 'parked', ARGV[3], ARGV[5], '{"until_ms":' .. item.f.due_ms .. '}')
commit(item)
return { 0, item.f.state }
