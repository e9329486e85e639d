-- mute: what comes from a source or on a topic is parked until a date; an alert passes.
-- KEYS[1] desk prefix
-- ARGV subject ("source:…" or "topic:…"), until ms (0 ends the mute), who, reason
-- Returns {0, until ms}.
local subject, until_ms = ARGV[1], tonumber(ARGV[2])
if until_ms > now then
  redis.call('HSET', P .. 'mutes', subject, ARGV[2] .. ' ' .. cjson.encode({ ARGV[3], ARGV[4] }))
else
  redis.call('HDEL', P .. 'mutes', subject)
end
mutes = nil
redis.call('XADD', P .. 'audit', '*', 'event', cjson.encode({
  id = '', seq = 0, at_ms = now, what = until_ms > now and 'muted' or 'unmuted', who = ARGV[3], reason = ARGV[4],
  to = '', fields = { subject = subject, until_ms = ARGV[2] },
}))
return { 0, until_ms }
