-- forget: lets go of keys of a desk, for the rebuild that holds its lock. One that was silent for too long has lost it, and must
-- not empty what another has made meanwhile.
-- KEYS[1] desk prefix
-- ARGV name of the lock, its token, the names of the keys
-- Returns how many are gone, or -1 when another holds the lock.
local P = KEYS[1]
if redis.call('GET', P .. ARGV[1]) ~= ARGV[2] then return -1 end
local gone = 0
for at = 3, #ARGV do gone = gone + redis.call('UNLINK', P .. ARGV[at]) end
return gone
