#!lua flags=no-writes
-- How far each group is, at one instant.
-- KEYS  streams   ARGV  the group of each stream
-- reply per group { unread entries waiting 0|1, pending, lag or -1 } or { -1, 0, -1 } where it does not exist
local reply = {}
for i = 1, #ARGV do
  local state = { -1, 0, -1 }
  local groups = redis.pcall('XINFO', 'GROUPS', KEYS[i])
  if not groups.err then
    for _, flat in ipairs(groups) do
      local group = {}
      for j = 1, #flat, 2 do
        group[flat[j]] = flat[j + 1]
      end
      if group['name'] == ARGV[i] then
        -- lag is nil after deletions inside of the stream: ask for the next entry instead
        local unread = redis.call('XRANGE', KEYS[i], '(' .. group['last-delivered-id'], '+', 'COUNT', 1)
        state = { #unread, group['pending'], group['lag'] or -1 }
      end
    end
  end
  reply[#reply + 1] = state
end
return reply
