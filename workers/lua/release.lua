-- release: the holder, or for them the desk head, gives the item back; it keeps its deadline and its draft.
-- KEYS[1] desk prefix
-- ARGV id, token, who, request, reason, retention ms, head ('1': may release what another holds)
-- Returns {0, state} (1 when this request came before), UNKNOWN_ITEM, KEY_USED, STALE_TOKEN or NOT_YOURS.
local item = load(ARGV[1])
local who = ARGV[3]
if asked(item, ARGV[4], 'release', who) then return { 1, item.f.state } end
local refusal = refuse(item, ARGV[2], ARGV[7] ~= '1' and who or nil)
if refusal then return refusal end
local holder = item.f.holder
let_go(item, tonumber(ARGV[6]))
local from = as_head(item, holder, who, 'taken-away', ARGV[5])
remember(item, ARGV[4], 'release', who)
record(item, 'released', who, ARGV[5], from and '{' .. from .. '}')
commit(item)
return { 0, item.f.state }
