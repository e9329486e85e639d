-- private: one field of the private notes of an item, for as long as the item is there. A person writes it, so its first write
-- is one that a full Redis allows.
-- KEYS[1] desk prefix
-- ARGV id, field, text
-- Returns the text that the field has, which is an older one where it was there before, or false when there is no such item.
local P = KEYS[1]
local name = P .. 'private:' .. ARGV[1]
redis.call('DEL', P .. 'nothing')
if redis.call('EXISTS', P .. 'item:' .. ARGV[1]) == 0 then
  redis.call('DEL', name) -- it went, and its notes with it
  return false
end
redis.call('HSETNX', name, ARGV[2], ARGV[3])
redis.call('PERSIST', name) -- where an older version wrote the notes before
return redis.call('HGET', name, ARGV[2])
