-- clock: the one time of the queue, ms since 1970, from the server. Put before the moves.
local function clock()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
