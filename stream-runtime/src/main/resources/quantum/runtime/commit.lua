#!lua
-- All effects of a batch, or none. Everything that can fail is checked before the first write: Redis does not
-- undo what a script has written before it failed. (The first line also makes Redis refuse the whole script
-- up front when it is out of memory or read-only.)
--
-- KEYS  every key touched, each once
-- ARGV  types, one letter per key: a capital one where a write may be lost, 'a' for any
--       | states assumed, each "key index, s(witch) or h(alt), 0 or 1" and a blank
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

local function in_force(key, rule)
  local kind = redis.call('TYPE', key).ok
  if kind == 'string' and rule == 's' then
    return not OFF[string.lower(string.match(redis.call('GET', key), '^%s*(.-)%s*$'))]
  end
  if kind == 'hash' and rule == 'h' then
    -- what is no number of seconds ends no halt
    local seconds = string.match(redis.call('HGET', key, 'until') or '', '^%s*(%d+%.?%d*)%s*$')
    if not seconds or #string.match(seconds, '^%d+') > 10 then
      return true
    end
    local time = redis.call('TIME')
    return time[1] + time[2] / 1000000 < tonumber(seconds)
  end
  return kind ~= 'none'
end

local changed = {}
for key, rule, assumed in string.gmatch(ARGV[2], '(%d+)(%a)(%d)') do
  local now = in_force(KEYS[tonumber(key)], rule) and '1' or '0'
  if now ~= assumed then
    changed[#changed + 1] = KEYS[tonumber(key)]
    changed[#changed + 1] = now
  end
end
if #changed > 0 then
  return { 'state', changed }
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

local first = 4
local counters = tonumber(ARGV[3])
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
    if name == 'PUBLISH' then
      reply[#reply + 1] = '' -- told already; whoever counts what was published counts it
    end
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
