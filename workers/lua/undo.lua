-- undo: a decided item goes back to who decided it, or to the desk head who undoes it, under a new token, while the window is open.
-- The key of the verdict is used up. What was withdrawn, or under a first opinion frozen, meanwhile is so for its holder too. Who has read it, and may
-- not again, does not undo another's.
-- KEYS[1] desk prefix
-- ARGV id, who, request, reason, head ('1': may undo another's), window ms, presence ms, hold ms
-- Returns {0, token} (1 when this request came before), UNKNOWN_ITEM, KEY_USED, WRONG_STATE, NOT_YOURS, SAME_READER or
-- UNDO_TOO_LATE.
local who = ARGV[2]
local item = load(ARGV[1])
if not item then return { UNKNOWN_ITEM } end
local f = item.f
local before = asked(item, ARGV[3], 'undo', who)
if before then return { 1, number(before) } end
local frozen = f.state == 'frozen'
local first = (f.state == 'waiting' or f.state == 'parked' or frozen) and f.first and not f.second
if f.state ~= 'done' and not first then return { WRONG_STATE, f.state } end
local by = first and f.first_by or f.decided_by
if by ~= who and ARGV[5] ~= '1' then return { NOT_YOURS, by } end
if not first and has_read(f, who) then return { SAME_READER } end
if now - number(first and f.first_ms or f.decided_ms) > tonumber(ARGV[6]) then return { UNDO_TOO_LATE } end

local key = first and f.first_key or f.decided_key
local given = key and redis.call('GET', P .. 'given:' .. key)
forget(item, first and { 'first', 'first_of', 'first_by', 'first_ms', 'first_key', 'not_by' } or RULED)
if frozen then
  set(item, 'next', 'frozen')
  set(item, 'frozen_until_ms', f.due_ms)
end
local token = lease(item, who, tonumber(ARGV[7]), tonumber(ARGV[8]))
local from = as_head(item, by, who, 'undone', ARGV[4])
if given then redis.call('SET', P .. 'given:' .. key, (given:gsub('^(%S+) %S+', '%1 undone')), 'KEEPTTL') end
if f.next then notify(who, item, f.next) end
remember(item, ARGV[3], 'undo', who, token)
record(item, 'undone', who, ARGV[4], from and '{' .. from .. '}')
commit(item)
count('undone')
return { 0, token }
