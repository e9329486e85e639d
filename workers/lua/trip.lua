-- trip: the moves that were asked for at the same moment, one after the other. Put after them.
-- Each happens, with its audit record, or is refused, alone: an error of one is its answer and leaves the others be.
-- KEYS[1] desk prefix
-- ARGV for each move its name, the number of its arguments, its arguments
-- Returns for each move what it returns, or its error; { REBUILDING }, { OTHER_VERSION } or { NO_FORMAT } for those that
--   do not pass the gate. A full Redis refuses a whole trip of moves that bring something new, and none of others.
local REBUILDING, OTHER_VERSION, NO_FORMAT = -8, -10, -11
-- No move while the desk is rebuilt: half a queue would give out the wrong item.
local PASSES = { restore = true, reopen = true }
-- Redis asks whether it is full at the first write of a script. Neither of these two writes anything.
local GROW = { push = true, split = true, restore = true }
if GROW[ARGV[1]] then
  redis.call('SETRANGE', P .. 'nothing', '0', '')
else
  redis.call('DEL', P .. 'nothing')
end

-- Whether anything is there that could be misread: events that the log lacks, or items, of which each has a kind.
local function filled()
  return redis.pcall('XLEN', P .. 'audit') ~= 0 or redis.call('EXISTS', P .. 'heads', P .. 'facets:kind') > 0
end

-- Why the desk is closed, or nil. One without a number is new or empty, and gets ours; or its number was deleted, or it is
-- of a version that wrote none.
local function closed_by()
  local gate = redis.call('MGET', P .. 'rebuilding', P .. 'format')
  if gate[1] then return REBUILDING end
  if gate[2] == FORMAT then return nil end
  if gate[2] then return OTHER_VERSION end
  if filled() then return NO_FORMAT end
  redis.call('SET', P .. 'format', FORMAT)
  return nil
end

local closed = closed_by()
local answers, at = {}, 1
while ARGV[at] do
  local name, last = ARGV[at], at + 1 + tonumber(ARGV[at + 1])
  if closed and not PASSES[name] then
    answers[#answers + 1] = { closed }
  else
    local done, answer = pcall(moves[name], { unpack(ARGV, at + 2, last) })
    local refused = type(answer) == 'table' and answer[1] -- thrown by a check
    if not done and not refused then answer = { err = type(answer) == 'table' and answer.err or answer } end
    answers[#answers + 1] = answer
  end
  at = last + 1
end
-- What was done stays done, whatever is the matter with the counters.
for name, by in pairs(counted) do redis.pcall('HINCRBY', P .. 'stats', name, by) end
return answers
