-- wanted: which moves this trip asks for. Put before the moves: only those are made, since to make all of them would cost
-- as much as half a move.
local wanted = {}
do
  local at = 1
  while ARGV[at] do
    wanted[ARGV[at]] = true
    at = at + 2 + tonumber(ARGV[at + 1])
  end
end
