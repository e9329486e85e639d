-- mute: what comes from a source or on a topic is parked until a date; an alert passes. What a mute of it parked before
-- goes by this one: expire moves it. An ended mute stays, as one until 0, while anything does.
-- KEYS[1] desk prefix
-- ARGV subject ("source:…" or "topic:…"), until ms (0 ends the mute), who, reason
-- Returns {0, items that it parked before and that expire has to move}.
local subject, until_ms = ARGV[1], tonumber(ARGV[2])
local what, ends = 'muted', ARGV[2]
if until_ms <= now then what, ends = 'unmuted', '0' end
local name = P .. 'muted:' .. subject
local moving = redis.call('ZCARD', name) - redis.call('ZCOUNT', name, ends, ends)
check_key('XLEN', 'audit')
if what == 'muted' or moving > 0 then
  redis.call('HSET', P .. 'mutes', subject, ends .. ' ' .. cjson.encode({ ARGV[3], ARGV[4] }))
else
  redis.call('HDEL', P .. 'mutes', subject)
end
mutes = nil
redis.call('XADD', P .. 'audit', '*', 'event', cjson.encode({
  id = '', seq = 0, at_ms = now, what = what, who = ARGV[3], reason = ARGV[4],
  to = '', fields = { subject = subject, until_ms = ARGV[2] },
}))
return { 0, moving }
