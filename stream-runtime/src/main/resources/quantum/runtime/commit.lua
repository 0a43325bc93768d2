#!lua
-- All effects of a batch, or none. Everything that can fail is checked before the first write: Redis does not
-- undo what a script has written before it failed. (The first line also makes Redis refuse the whole script
-- up front when it is out of memory or read-only.)
--
-- KEYS  every key touched, each once
-- ARGV  types, one letter per key: a capital one where a write may be lost, 'a' for any | index of the kill switch, 0 = none | kill as assumed, 0 or 1
--       | n, then n/2 times: key index, field of a counter | operations: name, key index, n, n arguments
--       | token of the lease | index of the lease, 0 = none
local lease = tonumber(table.remove(ARGV))
local token = table.remove(ARGV)

-- Whether another instance acts by now, whatever this one believes: then nothing of it counts.
local function fenced()
  return lease > 0 and redis.pcall('HGET', KEYS[lease], 'token') ~= token
end

if fenced() then
  return { 'lease' }
end

local OFF = { [''] = true, ['0'] = true, ['false'] = true, ['off'] = true, ['no'] = true }
local TYPES = { h = 'hash', s = 'string', t = 'set', z = 'zset', x = 'stream' }

local kill = tonumber(ARGV[2])
if kill > 0 then
  local kind = redis.call('TYPE', KEYS[kill]).ok
  local on = kind ~= 'none'
  if kind == 'string' then
    local text = string.lower(string.match(redis.call('GET', KEYS[kill]), '^%s*(.-)%s*$'))
    on = not OFF[text]
  end
  local now = on and '1' or '0'
  if now ~= ARGV[3] then
    return { 'kill', now }
  end
end

local lost, told = {}, {}
for i = 1, #KEYS do
  local letter = string.sub(ARGV[1], i, i)
  local wanted = TYPES[string.lower(letter)]
  if wanted then
    local found = redis.call('TYPE', KEYS[i]).ok
    if found ~= 'none' and found ~= wanted then
      if letter ~= string.upper(letter) then
        return { 'type', KEYS[i], found, wanted }
      end
      lost[i] = true
      told[#told + 1] = KEYS[i]
      told[#told + 1] = found
    end
  end
end

local first = 5
local counters = tonumber(ARGV[4])
for i = first, first + counters - 1, 2 do
  local key = KEYS[tonumber(ARGV[i])]
  local value = redis.call('HGET', key, ARGV[i + 1])
  if value and (#value > 17 or not string.match(value, '^%-?%d+$')) then
    return { 'type', key, 'hash whose ' .. ARGV[i + 1] .. ' is no counter', 'hash' }
  end
end

local reply = { 'done', told }
local newest = {}
local i = first + counters
while i <= #ARGV do
  local name, key = ARGV[i], KEYS[tonumber(ARGV[i + 1])]
  local from = i + 3
  local to = i + 2 + tonumber(ARGV[i + 2])
  if lost[tonumber(ARGV[i + 1])] then
    -- told already
  elseif name == 'PUBLISH' then
    newest[key] = redis.call('XADD', key, unpack(ARGV, from, to))
    reply[#reply + 1] = newest[key]
  elseif name == 'TRIM' then
    -- a user of an older ACL file may not: what was published counts more, and MAXLEN bounds it all the same
    local length = redis.pcall('XLEN', key)
    local millis = tonumber(string.match(newest[key] or '', '^%d+'))
    if millis and type(length) == 'number' and length > tonumber(ARGV[from]) then
      local oldest = math.max(0, millis - tonumber(ARGV[from + 1]))
      redis.pcall('XTRIM', key, 'MINID', '~', string.format('%.0f', oldest), 'LIMIT', length - tonumber(ARGV[from]))
    end
  elseif name == 'ONCE' then
    local mark = KEYS[tonumber(ARGV[from])]
    if not lost[tonumber(ARGV[from])] and redis.call('GET', mark) == ARGV[from + 1] then
      reply[#reply + 1] = ''
    else
      redis.call('SET', mark, ARGV[from + 1], 'EX', ARGV[from + 2])
      reply[#reply + 1] = redis.call('XADD', key, unpack(ARGV, from + 3, to))
    end
  elseif name == 'HSETIF' then
    if redis.call('HGET', key, ARGV[from]) == ARGV[from + 1] then
      redis.call('HSET', key, unpack(ARGV, from + 3, to))
      redis.call('EXPIRE', key, ARGV[from + 2])
    end
  elseif name == 'DELIF' then
    if redis.call('HGET', key, ARGV[from]) == ARGV[from + 1] then
      redis.call('DEL', key)
    end
  else
    redis.call(name, key, unpack(ARGV, from, to))
  end
  i = to + 1
end
return reply
