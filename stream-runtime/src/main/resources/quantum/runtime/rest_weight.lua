#!lua
-- What was asked of a venue's REST API in its running minute, by all services of this account.
--
-- KEYS  the count: a hash of minute and used
-- ARGV  weight to take, ceiling | 0, 0, what the venue says that was used
local key = KEYS[1]
local kind = redis.call('TYPE', key).ok
if kind ~= 'none' and kind ~= 'hash' then
  redis.call('DEL', key)
end
local time = redis.call('TIME')
local second = tonumber(time[1])
local minute = math.floor(second / 60)
local found = redis.call('HMGET', key, 'minute', 'used')
local used = 0
if tonumber(found[1] or '') == minute then
  used = tonumber(string.match(found[2] or '', '^%d+$') or '') or 0 -- Lua reads nan as a number
end
local weight = tonumber(ARGV[1])
local taken = 1
if ARGV[3] then
  -- an answer that was under way when the minute turned tells of the one before
  if second % 60 >= 2 then
    used = math.max(used, tonumber(ARGV[3]))
  end
elseif used + weight > tonumber(ARGV[2]) then
  taken = 0
else
  used = used + weight
end
redis.call('HSET', key, 'minute', minute, 'used', used)
redis.call('EXPIRE', key, 120)
return { taken, used }
