-- take_item: lease one named item, waiting or parked, to one checker.
-- KEYS[1] desk prefix
-- ARGV id, who, request, presence ms, hold ms
-- Returns {0, id, token, body, fields, draft or false} (1 when this request came before), UNKNOWN_ITEM, KEY_USED, WRONG_STATE or SAME_READER.
local who, request = ARGV[2], ARGV[3]
local item = load_merged(ARGV[1])
if not item then return { UNKNOWN_ITEM } end
local again = asked(item, request, 'take_item', who) and item.f.holder == who
if not again then
  if item.f.state ~= 'waiting' and item.f.state ~= 'parked' then return { WRONG_STATE, item.f.state } end
  if has_read(item.f, who) then return { SAME_READER } end
  if first_is_late(item) then count('deadline_missed') end
  lease(item, who, tonumber(ARGV[4]), tonumber(ARGV[5]))
  observe('time_to_take', now - number(item.f.queued_ms))
  remember(item, request, 'take_item', who)
  record(item, 'taken', who, 'chosen')
  commit(item)
end
return handed(again and 1 or 0, item)
