-- hand_over: the holder, or for them the desk head, gives the lease to a named colleague, who is told; the old token is void.
-- A hold goes along: the colleague may be away from the screen.
-- KEYS[1] desk prefix
-- ARGV id, token, who, to, request, reason, presence ms, hold ms, head ('1': may hand over what another holds)
-- Returns {0, token} (1 when this request came before), UNKNOWN_ITEM, KEY_USED, STALE_TOKEN, NOT_YOURS or SAME_READER.
local item = load(ARGV[1])
local who = ARGV[3]
local before = asked(item, ARGV[5], 'hand_over', who)
if before then return { 1, number(before) } end
local refusal = refuse(item, ARGV[2], ARGV[9] ~= '1' and who or nil)
if refusal then return refusal end
if has_read(item.f, ARGV[4]) then return { SAME_READER } end
local holder = item.f.holder
local function left(field, least_ms) return math.max(tonumber(least_ms), number(item.f[field]) - now) end
local token = lease(item, ARGV[4], left('presence_until_ms', ARGV[7]), left('hold_until_ms', ARGV[8]))
local from = as_head(item, holder, who, 'taken-away', ARGV[6])
remember(item, ARGV[5], 'hand_over', who, token)
notify(ARGV[4], item, 'handed-over', ARGV[6])
record(item, 'handed-over', who, ARGV[6], '{"to":' .. quoted(ARGV[4]) .. (from and ',' .. from or '') .. '}')
commit(item)
return { 0, token }
