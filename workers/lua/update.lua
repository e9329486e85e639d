-- update: new words, sourcing or priority of an item; a waiting one is ranked anew in the same move,
-- and what a mute parked goes by its new source and topic.
-- KEYS[1] desk prefix
-- ARGV id, mark, who, body, priority, language, topic, source, verdict/kind, provider, reason, allowance ms,
--      end of the embargo ms ('0' there is none, '' nothing is said of one)
-- Returns {0, state}, {1, state} when this update came before, UNKNOWN_ITEM or KEY_USED.
local mark, who = '+' .. ARGV[2], ARGV[3]
local item, id = load_merged(ARGV[1])
if not item then return { UNKNOWN_ITEM } end
if came_before(item, mark, 'update') then return { 1, item.f.state } end

local f = item.f
local had = embargo(item, ARGV[13])
local waiting, returns = f.state == 'waiting', f.muted or moves_for_embargo(item, had)
local home = ARGV[6] .. '/' .. ARGV[7]
local lane = (f.lane == 'alert' or f.lane == 'lead') and f.lane or home
check_leave(item)
check_index(f)
check_index({ source = ARGV[8], kind = ARGV[9], provider = ARGV[10] })
if returns then check_queue_up(item, lane, home, ARGV[8]) elseif waiting then check_place('waiting', lane, ARGV[8]) end
check_record(item)
if waiting or returns then leave(item) end
unindex(item)
set(item, mark, 'update')
describe(item, home, ARGV[8], ARGV[9], ARGV[10])
local ranked = tonumber(ARGV[5]) < number(f.priority) and rank or rank_sooner
set(item, 'priority', ARGV[5])
set(item, 'lane', lane)
ranked(item, tonumber(ARGV[12]))
redis.call('SET', P .. 'body:' .. id, ARGV[4])
index(item)
if returns then queue_up(item) elseif waiting then enter(item, 'waiting') end
local told = hold_back(item, had) or 'changed'
if f.holder then notify(f.holder, item, told, ARGV[11]) end
record(item, 'updated', who, ARGV[11])
commit(item)
return { 0, f.state }
