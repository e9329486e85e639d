-- push: a claim comes in, or comes again in another article. One that was to be withdrawn stays with its holder; an alert
-- also fetches what is parked, frozen or a dead letter. What a mute parked waits when it comes from a source, on a topic
-- that is not muted. What was decided while it was frozen, and opens again without an alert, is frozen to its end. While the
-- embargo of its article lasts, nobody gets it in any way: from its first push on it is frozen, an alert too.
-- KEYS[1] desk prefix
-- ARGV id, mark (of the push key), who, body (JSON), priority, language, topic, source,
--      verdict/kind, provider, alert ('' or its reason), allowance ms of this priority,
--      quota of waiting items of one source, spacing ms beyond it, longest setback ms,
--      rise of priority that re-opens a decided item, the article for the trail of one that is there (JSON),
--      end of the embargo ms ('0' there is none, '' nothing is said of one)
-- Returns {0, id, what} with what = pushed | merged | reopened | linked, {1, id, state} when this push came before, or
-- KEY_USED.
local mark, who, body = '+' .. ARGV[2], ARGV[3], ARGV[4]
local priority, home = tonumber(ARGV[5]), ARGV[6] .. '/' .. ARGV[7]
local source, kind, provider, alert = ARGV[8], ARGV[9], ARGV[10], ARGV[11]
local allowance_ms = tonumber(ARGV[12])

local ASIDE = { parked = true, frozen = true, dead = true }

local function setback_ms()
  if source == '' then return nil end
  local over = number(redis.call('GET', P .. 'waiting-of:' .. source)) - tonumber(ARGV[13]) + 1
  if over <= 0 then return nil end
  return math.min(over * tonumber(ARGV[14]), tonumber(ARGV[15]))
end

local item, id = load_merged(ARGV[1])
if item and came_before(item, mark, 'push') then return { 1, id, item.f.state } end

if not item then
  item = fresh(id, room_for_all())
  describe(item, home, source, kind, provider)
  set(item, 'lane', alert ~= '' and 'alert' or home)
  set(item, 'priority', priority)
  set(item, 'queued_ms', NOW)
  set(item, 'setback_ms', setback_ms())
  set(item, mark, 'push')
  embargo(item, ARGV[18])
  rank(item, allowance_ms)
  redis.call('SET', P .. 'body:' .. id, body)
  local made, why = pcall(function()
    index(item)
    queue_up(item)
    record(item, 'pushed', who, alert)
  end)
  if not made then -- nothing of it stays: a place of no item would stand before others, and count for its source
    pcall(leave, item)
    redis.pcall('ZREM', P .. 'timers', id)
    pcall(unindex, item)
    redis.call('DEL', P .. 'body:' .. id)
    error(why, 0)
  end
  commit(item)
  count('pushed')
  return { 0, id, 'pushed' }
end

local f, before = item.f, number(item.f.priority)
local had = embargo(item, ARGV[18])
local rises = priority > before
local what = 'merged'
if f.state == 'withdrawn' or (f.state == 'done' and (alert ~= '' or priority >= before + tonumber(ARGV[16]))) then
  what = 'reopened'
elseif f.state == 'done' then
  what = 'linked'
end
if what == 'linked' then
  local moved = had and f.embargo_ms ~= had -- the words that it kept back go with it: they may never have been free
  if moved then
    check_leave(item)
    check_index(f)
    check_index({ source = source, kind = kind, provider = provider })
  end
  check_record(item)
  set(item, mark, 'push')
  if moved then
    unindex(item)
    describe(item, home, source, kind, provider)
    if f.lane ~= 'alert' and f.lane ~= 'lead' then set(item, 'lane', home) end
    redis.call('SET', P .. 'body:' .. id, body)
    index(item)
  end
  if f.next == 'withdrawn' then set(item, 'next', nil) end -- an undo need not withdraw it
  hold_back(item, had)
  record(item, 'linked', who, alert, ARGV[17])
  commit(item)
  return { 0, id, what }
end

local told = alert ~= '' and 'alert' or f.next == 'withdrawn' and 'reinstated' or 'changed'
local returns = what == 'reopened' or (alert ~= '' and ASIDE[f.state]) or f.muted or moves_for_embargo(item, had)
local requeue = returns or f.state == 'waiting'
local frozen = what == 'reopened' and alert == '' and f.next == 'frozen' and not (had and f.frozen_until_ms == had) -- so it goes on
local lane = home
if alert ~= '' then
  lane = 'alert'
elseif what ~= 'reopened' and (f.lane == 'alert' or f.lane == 'lead') then
  lane = f.lane
end
check_leave(item)
check_index(f)
check_index({ source = source, kind = kind, provider = provider })
if frozen then
  check_place('frozen')
  check_key('ZCARD', 'timers')
elseif returns then
  check_queue_up(item, lane, home, source)
elseif requeue then
  check_place('waiting', lane, source)
end
check_record(item)
if requeue then leave(item) end
unindex(item)
describe(item, home, source, kind, provider)
set(item, mark, 'push')
if what == 'reopened' then
  renew(item)
elseif f.state == 'dead' and alert ~= '' then
  set(item, 'expiries', nil)
elseif f.next == 'withdrawn' or alert ~= '' then
  set(item, 'next', nil)
  set(item, 'frozen_until_ms', nil)
end
told = hold_back(item, had) or told
if what == 'reopened' or rises then set(item, 'priority', priority) end
set(item, 'lane', lane)
if what == 'reopened' then rank(item, allowance_ms) elseif rises or alert ~= '' then rank_sooner(item, allowance_ms) end
redis.call('SET', P .. 'body:' .. id, body)
index(item)
if frozen then
  enter(item, 'frozen', f.frozen_until_ms)
elseif returns then
  queue_up(item)
elseif requeue then
  enter(item, 'waiting')
end
if f.holder then notify(f.holder, item, told, alert) end
record(item, what, who, alert, ARGV[17])
commit(item)
count(what)
return { 0, id, what }
