-- take: lease the most urgent item that this checker may have.
-- Alerts first, then the earliest virtual deadline over the lanes of the checker's skills; a lane outside
-- them joins in once its head is relax ms past its deadline. Items that they have read, and another must, are skipped.
-- KEYS[1] desk prefix
-- ARGV who, request, languages (JSON list, '' all), topics (the same), lead ('1' or ''), presence ms, hold ms, relax ms (-1 never)
-- Returns {0, id, token, body, fields, draft or false}, the same with 1 when this request came before, or {0} when nothing waits;
--   an error that names the item where nothing waits but one that somebody spoilt.
local who, request, lead = ARGV[1], ARGV[2], ARGV[5] == '1'
local relax_ms = tonumber(ARGV[8])
local BATCH, LOOK = 100, 10000 -- items of one lane that a take looks at before it gives the lane up, in batches

local function members(list)
  if list == '' then return nil end
  local found = {}
  for _, word in ipairs(cjson.decode(list)) do found[word] = true end
  return found
end
local languages, topics = members(ARGV[3]), members(ARGV[4])

local function skilled(lane)
  if lane == 'alert' then return true end
  if lane == 'lead' then return lead end
  local slash = lane:find('/', 1, true)
  if not slash then return false end -- somebody spoilt it
  return (not languages or languages[lane:sub(1, slash - 1)]) and (not topics or topics[lane:sub(slash + 1)])
end

-- The first item of a lane that this checker may have. Nearly always the very first, `id`.
-- One that is gone or spoilt (somebody deleted one of its keys, or set it, or its state) must not keep the others from people;
-- `secondsource verify` tells it.
local spoilt
local function for_me(id)
  local read, item = pcall(look, id)
  if not read or (item and item.f.state ~= 'waiting') then
    spoilt = spoilt or 'the key or state of ' .. id
  elseif item and not has_read(item.f, who) then
    local why
    item.fit, why = pcall(check_move, item, 'leased')
    if item.fit then return item end
    spoilt = spoilt or why:gsub('^SPOILT ', '')
  end
  return nil
end

-- As has_read, by a few fields: to read a hundred items whole would cost as much as a hundred takes.
local function read_by_me(id, lane)
  local told = redis.pcall('HMGET', P .. 'item:' .. id, 'not_by', 'second', 'first_by', 'second_by')
  return has_read({ lane = lane, not_by = told[1], second = told[2], first_by = told[3], second_by = told[4] }, who)
end

local function first_of(lane, id)
  local item = for_me(id)
  if item then return item end
  for from = 1, LOOK, BATCH do
    local others = redis.pcall('ZRANGE', P .. 'lane:' .. lane, from, from + BATCH - 1)
    for _, other in ipairs(others) do
      item = not read_by_me(other, lane) and for_me(other)
      if item then return item end
    end
    if #others < BATCH then return nil end
  end
  return nil
end

-- The lane of alerts has the first head, see raise_head. The very first head nearly always decides.
local function choose()
  local best, best_ms
  local from, step = 0, 1
  while true do
    local heads = redis.call('ZRANGE', P .. 'heads', from, from + step - 1, 'WITHSCORES')
    for i = 1, #heads, 2 do
      local id, lane = heads[i]:match('^(%S+) (.*)$')
      local head_ms = tonumber(heads[i + 1])
      if best and (head_ms > best_ms or (head_ms == best_ms and id > best.id)) then return best end
      local mine = lane and skilled(lane) -- a head of no lane is one that somebody spoilt
      local relaxed = lane and lane ~= 'lead' and relax_ms >= 0 and head_ms + relax_ms <= now
      if mine or relaxed then
        local found = first_of(lane, id)
        if found and (found.id == id or lane == 'alert') then return found end
        local found_ms = found and number(found.f.deadline_ms)
        if found and (mine or found_ms + relax_ms <= now) and
          (not best or found_ms < best_ms or (found_ms == best_ms and found.id < best.id)) then
          best, best_ms = found, found_ms
        end
      end
    end
    if #heads < 2 * step then return best end
    from, step = from + step, 8
  end
end

local before = redis.call('GET', P .. 'last-take:' .. who)
for last in (before or ''):gmatch('[^\n]+') do
  if last:sub(1, #request + 1) == request .. ' ' then
    local token, id = last:sub(#request + 2):match('^(%d+) (.+)$')
    local item = id and look(id)
    if item and item.f.holder == who and item.f.token == token then return handed(1, item) end
  end
end

check_desk() -- what all items need
fit.heads = true -- it is read first
local item = choose()
if not item and spoilt then error('SPOILT ' .. spoilt, 0) end
if not item then return { 0 } end
local missed = first_is_late(item)
local token = lease(item, who, tonumber(ARGV[6]), tonumber(ARGV[7]))
local takes = request .. ' ' .. token .. ' ' .. item.id .. (before and '\n' .. lines(before, 3) or '')
redis.call('SET', P .. 'last-take:' .. who, takes, 'PX', ARGV[7])
if missed then count('deadline_missed') end
observe('time_to_take', now - number(item.f.queued_ms))
record(item, 'taken', who)
commit(item)
return handed(0, item)
