#!lua
-- Which instance of a service acts: the one with the highest token. The record outlives the lease, and a new token
-- is never below the clock in microseconds: also a Redis that came back younger than it was, or empty, gives no token twice.
--
-- KEYS  the lease: a hash of token, since, until and what tells who has it
-- ARGV  take | milliseconds | highest token the caller has ever seen | process that is known to be dead, or '' | fields
--       renew | milliseconds | own token | since | fields
--       release | own token
-- reply { 'ours', token, since } or { 'theirs', field, value, … }
local key = KEYS[1]
local kind = redis.call('TYPE', key).ok
if kind ~= 'none' and kind ~= 'hash' then
  redis.call('DEL', key) -- what stands in our place is no lease
end
local time = redis.call('TIME')
local seconds, millis = tonumber(time[1]), math.floor(tonumber(time[2]) / 1000)

local function clock(ahead)
  local total = millis + ahead
  return string.format('%d.%03d', seconds + math.floor(total / 1000), total % 1000)
end

local function count(text)
  return tonumber(string.match(text or '', '^%d+$') or '') or 0 -- Lua reads nan as a number
end

local found = redis.call('HMGET', key, 'token', 'until', 'process')
local token = count(found[1])
local ends = tonumber(string.match(found[2] or '', '^%d+%.?%d*$') or '') or 0

local function theirs()
  return { 'theirs', unpack(redis.call('HGETALL', key)) }
end

local function ours(mine, since)
  redis.call('DEL', key)
  redis.call('HSET', key, 'token', mine, 'since', since, 'until', clock(tonumber(ARGV[2])), unpack(ARGV, 5))
  return { 'ours', mine, since }
end

if ARGV[1] == 'take' then
  local dead = ARGV[4] ~= '' and found[3] == ARGV[4]
  if ends > seconds + millis / 1000 and not dead then
    return theirs()
  end
  local mine = math.max(token, count(ARGV[3])) + 1
  return ours(string.format('%.0f', math.max(mine, seconds * 1000000 + tonumber(time[2]))), clock(0))
elseif ARGV[1] == 'renew' then
  -- a smaller one is of somebody who has been superseded, told by a Redis that came back younger
  if token > count(ARGV[3]) then
    return theirs()
  end
  return ours(ARGV[3], ARGV[4])
else
  if found[1] == ARGV[2] then
    redis.call('HSET', key, 'until', '0')
  end
  return theirs()
end
