-- release: the holder gives the item back; it keeps its deadline and its draft.
-- KEYS[1] desk prefix
-- ARGV id, token, who, request, reason, retention ms
-- Returns {0, state} (1 when this request came before), UNKNOWN_ITEM or STALE_TOKEN.
local item = load(ARGV[1])
if asked(item, ARGV[4]) then return { 1, item.f.state } end
local refusal = refuse(item, ARGV[2])
if refusal then return refusal end
let_go(item, tonumber(ARGV[6]))
remember(item, ARGV[4])
record(item, 'released', ARGV[3], ARGV[5])
commit(item)
return { 0, item.f.state }
