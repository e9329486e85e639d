-- note: a public note in the trail of an item.
-- KEYS[1] desk prefix
-- ARGV id, who, request, text
-- Returns {0, state} (1 when this request came before), UNKNOWN_ITEM or KEY_USED.
local item = load(ARGV[1])
if not item then return { UNKNOWN_ITEM } end
if asked(item, ARGV[3], 'note', ARGV[2]) then return { 1, item.f.state } end
check_record(item)
remember(item, ARGV[3], 'note', ARGV[2])
record(item, 'noted', ARGV[2], ARGV[4])
commit(item)
return { 0, item.f.state }
