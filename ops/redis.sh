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
