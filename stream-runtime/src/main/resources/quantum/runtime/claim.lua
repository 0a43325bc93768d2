#!lua
-- Takes over what other consumers of the group have left pending too long, so that reading the own pending
-- entries brings all of it in the order of the stream. Entries that were trimmed meanwhile are gone from the
-- pending list by this very call: each leaves a dead letter in the same step.
--
-- KEYS stream, dead letter stream   ARGV group, consumer, idle milliseconds, dead letters kept, reason
local letters = redis.call('TYPE', KEYS[2]).ok
local claimed, trimmed, cursor = 0, {}, '0-0'
repeat
  local page = redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], cursor, 'COUNT', 1000, 'JUSTID')
  cursor = page[1]
  claimed = claimed + #page[2]
  for _, id in ipairs(page[3]) do
    trimmed[#trimmed + 1] = id
    if letters == 'none' or letters == 'stream' then
      redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', 'stream', KEYS[1], 'id', id,
        'consumer', ARGV[1] .. ':' .. ARGV[2], 'error', ARGV[5])
    end
  end
until cursor == '0-0'
return { claimed, trimmed }
