-- gate: no move while the desk is rebuilt: half a queue would give out the wrong item. Put before every move but restore and reopen.
local REBUILDING = -8
if redis.call('EXISTS', P .. 'rebuilding') == 1 then return { REBUILDING } end
