-- reopen: the last step of a rebuild: what belongs to no item, a record of it, and the desk is open again.
-- KEYS[1] desk prefix
-- ARGV newest token, mutes (JSON object: subject -> [until ms, who, reason]), verdicts (JSON list of [key, answer as given:… has it, at ms]), lifetime of their keys ms,
--      who, items restored, who has ever held an item (JSON list)
-- Returns {0, newest token}.
local token = math.max(tonumber(ARGV[1]), number(redis.call('GET', P .. 'token')))
if token > 0 then redis.call('SET', P .. 'token', token) end
for subject, mute in pairs(cjson.decode(ARGV[2])) do
  local text = string.format('%.0f', mute[1]) .. ' ' .. cjson.encode({ mute[2], mute[3] })
  local parked = redis.call('EXISTS', P .. 'muted:' .. subject) == 1 -- which expire has to move when it ended
  if mute[1] > now or parked then redis.call('HSET', P .. 'mutes', subject, text) end
end
mutes = nil
for _, verdict in ipairs(cjson.decode(ARGV[3])) do
  local left_ms = verdict[3] + tonumber(ARGV[4]) - now
  if left_ms > 0 then redis.call('SET', P .. 'given:' .. verdict[1], verdict[2], 'PX', left_ms) end
end
for _, person in ipairs(cjson.decode(ARGV[7])) do redis.call('SADD', P .. 'people', person) end
redis.call('XADD', P .. 'audit', '*', 'event', cjson.encode({
  id = '', seq = 0, at_ms = now, what = 'rebuilt', who = ARGV[5], to = '', data = { items = tonumber(ARGV[6]), token = token },
}))
redis.call('SET', P .. 'format', FORMAT)
redis.call('DEL', P .. 'rebuilding')
return { 0, token }
