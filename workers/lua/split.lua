-- split: a part of an item that needs its own answer becomes an item of its own; it keeps the age and the embargo of the whole
-- and is parked by a mute of its own source or topic.
-- KEYS[1] desk prefix
-- ARGV parent, id, mark, who, reason, body (JSON), priority, language, topic, source, verdict/kind, provider, allowance ms
-- Returns {0, id}, {1, id} when the part is there, UNKNOWN_ITEM (no such parent), or WRONG_STATE where the id is of an item that is no part of it.
local parent, id, mark, who = load(ARGV[1]), ARGV[2], '+' .. ARGV[3], ARGV[4]
if not parent then return { UNKNOWN_ITEM } end
local there = look(id)
if there and there.f.parent ~= parent.id then return { WRONG_STATE, 'another item' } end
if there then return { 1, id } end

local part = fresh(id, {})
describe(part, ARGV[8] .. '/' .. ARGV[9], ARGV[10], ARGV[11], ARGV[12])
set(part, 'lane', part.f.home)
set(part, 'priority', ARGV[7])
set(part, 'queued_ms', parent.f.queued_ms)
set(part, 'parent', parent.id)
set(part, 'embargo_ms', embargoed(parent) and parent.f.embargo_ms or nil)
set(part, mark, 'push')
rank(part, tonumber(ARGV[13]))
check_index(part.f)
check_queue_up(part, part.f.home, part.f.home, part.f.source)
check_record(parent)
redis.call('SET', P .. 'body:' .. id, ARGV[6])
index(part)
queue_up(part)
if parent.f.holder then notify(parent.f.holder, parent, 'split', ARGV[5]) end
record(part, 'pushed', who, ARGV[5], '{"parent":' .. cjson.encode(parent.id) .. '}')
record(parent, 'split', who, ARGV[5], '{"part":' .. cjson.encode(id) .. '}')
commit(part)
commit(parent)
count('pushed')
return { 0, id }
