# shellcheck shell=bash
# Sourced by the scripts beside it: the way to Redis as the services have it, and the account's keys.

# Takes NAME=VALUE lines of file $1 as systemd does, without letting the shell interpret them; what is set already wins.
read_env() {
  local line name value
  while IFS= read -r line || [ -n "$line" ]; do
    [[ $line =~ ^[A-Z][A-Z0-9_]*= ]] || continue
    name=${line%%=*}
    value=${line#*=}
    if [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]]; then
      value=${BASH_REMATCH[1]}
    fi
    [ -n "${!name+set}" ] || export "$name=$value"
  done <"$1"
}

# Decodes %XX of an address.
url_decoded() {
  local text=${1//\\/\\\\}
  printf '%b' "${text//%/\\x}"
}

# Prints host:port of the master of that name, asking the sentinels in $1 (host:port,host:port…) for $2.
sentinel_master() {
  local sentinel answer
  local -a sentinels
  IFS=, read -r -a sentinels <<<"$1"
  for sentinel in "${sentinels[@]}"; do
    [[ $sentinel == *:* ]] || sentinel=$sentinel:26379
    # the password in the address is the one of the data, sentinels here have none
    answer=$(env -u REDISCLI_AUTH redis-cli -h "${sentinel%:*}" -p "${sentinel##*:}" \
      SENTINEL get-master-addr-by-name "$2" 2>/dev/null | paste -sd: -) || continue
    if [[ $answer =~ ^[^:]+:[0-9]+$ ]]; then
      echo "$answer"
      return 0
    fi
  done
  return 1
}

# Sets redis (the command), redis_url (without password) and ns. Fails with a message.
# The password goes by the environment: ps shows the command line to everybody.
connect_redis() {
  command -v redis-cli >/dev/null 2>&1 || { echo "redis-cli is not installed (package redis-tools)" >&2; return 1; }
  redis_url=${REDIS_URL:-redis://${REDIS_HOST:-127.0.0.1}:${REDIS_PORT:-6379}/${REDIS_DB:-0}}
  # shellcheck disable=SC2034 # read by those who source this
  ns=${QUANTUM_NAMESPACE:-quantum}
  redis=(redis-cli -e --no-auth-warning) # -e: an error is an exit code
  local login user password options='' option master said
  if [[ $redis_url =~ ^([a-z-]+://)(.*)@([^@]*)$ ]]; then
    redis_url=${BASH_REMATCH[1]}${BASH_REMATCH[3]}
    login=${BASH_REMATCH[2]}
    user=
    [[ $login != *:* ]] || user=$(url_decoded "${login%%:*}")
    [ -z "$user" ] || redis+=(--user "$user")
    password=$(url_decoded "${login#*:}")
    export REDISCLI_AUTH=$password
  fi
  if [[ $redis_url == *\?* ]]; then
    options=${redis_url##*\?}
    redis_url=${redis_url%\?*}
  fi
  for option in ${options//&/ }; do
    case $option in
      ca=*) redis+=(--cacert "$(url_decoded "${option#*=}")") ;;
      cert=*) redis+=(--cert "$(url_decoded "${option#*=}")") ;;
      key=*) redis+=(--key "$(url_decoded "${option#*=}")") ;;
    esac
  done
  if [[ $redis_url =~ ^redis-sentinel://([^/#]*)(/[0-9]*)?#(.+)$ ]]; then
    master=$(sentinel_master "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]}") \
      || { echo "no sentinel of ${BASH_REMATCH[1]} tells the master of ${BASH_REMATCH[3]}" >&2; return 1; }
    redis_url=redis://$master${BASH_REMATCH[2]:-/0}
  fi
  redis+=(-u "$redis_url")
  said=$(r PING 2>&1 || true)
  [ "$said" = PONG ] || { echo "no answer from Redis at $redis_url: ${said:-nothing}" >&2; return 1; }
}

# One command, answered line by line.
r() {
  "${redis[@]}" --raw "$@"
}

# Whether the kill switch at key $1 is on, by the services' rule: off when missing, empty, 0, false, off or no in any
# case; on with anything else, a key of another type, or when Redis does not say.
is_killed() {
  local LC_ALL=C type text
  type=$(r TYPE "$1" 2>/dev/null) || return 0
  [ "$type" != none ] || return 1
  text=$(r GET "$1" 2>/dev/null) || return 0
  [[ ${text,,} =~ ^[[:space:]]*(0|false|off|no)?[[:space:]]*$ ]] && return 1
  return 0
}

# Prints "lag pending consumers" of group $2 of stream $1; lag is "-" where Redis cannot tell. Nothing if there is none.
group_of() {
  { r XINFO GROUPS "$1" 2>/dev/null || true; } | awk -v group="$2" '
    NR % 2 { field = $0; next }
    field == "name" { name = $0 }
    field == "consumers" { consumers = $0 }
    field == "pending" { pending = $0 }
    field == "lag" && name == group { print ($0 == "" ? "-" : $0), pending, consumers }'
}

# Milliseconds of stream id $1 as a time that people read, UTC.
time_of() {
  local seconds=${1%%-*}
  date -u -d "@$((seconds / 1000))" +%Y-%m-%dT%H:%M:%SZ
}

# Counts the newest entries of stream $1, not older than id $2 and at most $3, by the values of the fields that follow:
# lines "value|value|count", the most frequent first. Runs inside of Redis, so that nothing is carried over the line.
tally() {
  r EVAL_RO "
    local counts, order = {}, {}
    for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', ARGV[1], 'COUNT', ARGV[2])) do
      local fields, values = {}, {}
      for i = 1, #entry[2], 2 do fields[entry[2][i]] = entry[2][i + 1] end
      for i = 3, #ARGV do
        values[#values + 1] = string.sub(string.gsub(fields[ARGV[i]] or '-', '[|%c]', ' '), 1, 60)
      end
      local key = table.concat(values, '|')
      if not counts[key] then order[#order + 1] = key end
      counts[key] = (counts[key] or 0) + 1
    end
    table.sort(order, function(a, b) return counts[a] > counts[b] or counts[a] == counts[b] and a < b end)
    for i, key in ipairs(order) do order[i] = key .. '|' .. counts[key] end
    return order" 1 "$@"
}
