#!/usr/bin/env bash
# Makes this machine's Redis keep what the suite writes, and gives each service a user of its own; --help says more.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ops/redis.sh
. "$HERE/redis.sh"

BEGIN_MARK='# begin quantum-harvest (configure_redis.sh --remove takes it out)'
END_MARK='# end quantum-harvest'

usage() {
  cat <<HELP
Usage: $(basename "$0") [--acl] [options] | --remove [options] | --status

Without options: switches the append-only file on in the running server first and waits until it is written (switched on
in the file alone, the next start would find an empty one and begin with no data), sets what else quantum.conf says, lays
a copy of it beside the server's configuration file and adds one include line for it there, in a marked block. Nothing is
restarted.

  --acl              also: creates the users of quantum.acl with random passwords, in the running server and in a file
                     that its next start reads, and writes each service's address with its password to
                     CREDENTIALS/<service>/REDIS_URL, which the units hand to the services (restart these afterwards).
                     Passwords that are there already are kept.
  --rotate           with --acl: new passwords
  --lock-default     with --acl: gives Redis's user "default", who may do everything, a password of its own, kept in
                     CREDENTIALS/admin/REDIS_URL; whatever else uses this Redis needs it from then on
  --remove           undoes all of it, and writes a snapshot: without our block the next start has no append-only file
  --status           says what is in effect, changes nothing

  --config FILE      the server's configuration file (default: what the server names)
  --conf FILE        default: the one that comes with this script, quantum.conf
  --acl-file FILE    likewise, quantum.acl
  --credentials DIR  default /etc/quantum/credentials
  --wait SEC         for the append-only file to be written, 1 to 3600 (default 300)
  --help             this text

Environment: REDIS_URL (default redis://127.0.0.1:6379/0) of a user that may administer, QUANTUM_NAMESPACE (default
quantum): the users' keys begin with it.

Run it on the machine of the server, as root. Exit code: 0 done, 1 failed, 2 refused or not possible (nothing was changed).
HELP
}

refuse() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}
failed() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Prints the first of the files that can be read.
first_of() {
  local file
  for file in "$@"; do
    if [ -r "$file" ]; then
      realpath "$file"
      return
    fi
  done
}

what=configure
acl=no
rotate=no
config=
lock=no
conf=$(first_of "$HERE/../redis/quantum.conf" "$HERE/../deploy/redis/quantum.conf")
acl_file=$(first_of "$HERE/../redis/quantum.acl" "$HERE/../deploy/redis/quantum.acl")
credentials=/etc/quantum/credentials
wait=300
while [ $# -gt 0 ]; do
  case $1 in
    --config | --conf | --acl-file | --credentials | --wait)
      [ $# -ge 2 ] || refuse "$1 needs a value"
      case $1 in
        --config) config=$2 ;;
        --conf) conf=$2 ;;
        --acl-file) acl_file=$2 ;;
        --credentials) credentials=$2 ;;
        --wait) wait=$2 ;;
      esac
      shift
      ;;
    --acl) acl=yes ;;
    --rotate) rotate=yes ;;
    --lock-default) lock=yes ;;
    --remove) what=remove ;;
    --status) what=status ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option '$1', see --help" ;;
  esac
  shift
done
[[ $wait =~ ^[1-9][0-9]{0,3}$ && $wait -le 3600 ]] || refuse "--wait must be 1 to 3600 seconds, was '$wait'"
[ "$lock" = no ] || [ "$acl" = yes ] || refuse "--lock-default goes with --acl: without users of their own the services would be locked out"
# who administers once "default" has a password
if [ -z "${REDIS_URL:-}" ] && [ -r "$credentials/admin/REDIS_URL" ]; then
  REDIS_URL=$(cat "$credentials/admin/REDIS_URL")
fi
connect_redis || exit 2

info() {
  r INFO "$1" | tr -d '\r' | sed -n "s/^$2://p"
}
config_of() {
  r CONFIG GET "$1" | sed -n 2p
}

# Prints the users of the file, one a line.
users() {
  sed -n 's/^user \([^ ]*\) .*/\1/p' "$acl_file"
}

# Prints the configuration file without our block.
without_block() {
  sed "\|^$BEGIN_MARK\$|,\|^$END_MARK\$|d" "$config"
}

# Writes stdin over the configuration file, which keeps owner and mode; a copy of the first time stays beside it.
write_config() {
  local text
  text=$(cat)
  [ -e "$config.before-quantum" ] || cp -p "$config" "$config.before-quantum"
  printf '%s\n' "$text" >"$config"
}

status() {
  echo "redis          $redis_url, version $(info server redis_version)"
  echo "configuration  $config$(grep -qxF "$BEGIN_MARK" "$config" 2>/dev/null && echo ', with our block' || echo ', without our block')"
  echo "append-only    $(config_of appendonly), fsync $(config_of appendfsync), last write $(info persistence aof_last_write_status)"
  echo "eviction       $(config_of maxmemory-policy), maxmemory $(config_of maxmemory)"
  echo "bind           $(config_of bind), protected-mode $(config_of protected-mode)"
  echo "users          $(r ACL LIST | awk '$2 ~ /^quantum-/ { n++; if ($3 == "on") on++ } END { printf "%d of ours, %d of them on", n, on }')"
  echo "refused        $(r ACL LOG 128 | grep -c '^reason$' || true) entries in ACL LOG"
}

# What quantum.conf says that a running server takes over; the rest is in effect after its next restart.
set_live() {
  local name value
  while read -r name value; do
    case $name in
      '' | \#* | include | bind | protected-mode) continue ;; # an address would cut off who is connected
      appendonly) continue ;;
    esac
    value=${value#\"}
    r CONFIG SET "$name" "${value%\"}" >/dev/null || failed "CONFIG SET $name $value was refused"
  done <"$conf"
}

switch_on_aof() {
  if [ "$(config_of appendonly)" = yes ]; then
    echo "append-only file: on already"
    return
  fi
  r CONFIG SET appendonly yes >/dev/null || failed 'CONFIG SET appendonly yes was refused'
  local end=$((SECONDS + wait))
  # scheduled or under way: only when it is through, a start would find everything
  until [ "$(info persistence aof_rewrite_in_progress)" = 0 ] && [ "$(info persistence aof_rewrite_scheduled)" = 0 ]; do
    [ "$SECONDS" -lt "$end" ] || failed "the append-only file is not written after $wait s; run it again"
    sleep 0.2
  done
  [ "$(info persistence aof_last_bgrewrite_status)" = ok ] || failed 'the append-only file could not be written: see the log of Redis'
  echo "append-only file: switched on and written"
}

random_password() {
  head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'
}

# Replaces the user in the address: scheme and place stay, and the files for TLS.
address_of() { # user, password
  local place=${redis_url#*://} query=''
  [[ ${REDIS_URL:-} != *\?* ]] || query="?${REDIS_URL##*\?}"
  printf '%s://%s:%s@%s%s\n' "${redis_url%%://*}" "$1" "$2" "$place" "$query"
}

password_in() { # file
  [ ! -r "$1" ] || sed -n 's|^[a-z-]*://[^:/@]*:\([^@]*\)@.*|\1|p;q' "$1"
}

# Where users live that the server itself keeps; empty if in its configuration file.
server_acl_file() {
  config_of aclfile
}

create_users() {
  local user password rules file hash
  local -a words
  while IFS= read -r user; do
    rules=$(sed -n "s/^user $user //p" "$acl_file" | sed "s/~quantum:/~$ns:/g")
    read -r -a words <<<"$rules"
    # from 7.2 on the client tells its library; 7.0 does not know the command and would refuse the user
    if [ -n "$(r COMMAND INFO 'client|setinfo' | tr -d '[:space:]')" ]; then
      words+=('+client|setinfo')
    fi
    file=$credentials/${user#quantum-}/REDIS_URL
    password=
    [ "$rotate" = yes ] || password=$(password_in "$file")
    [ -n "$password" ] || password=$(random_password)
    hash=$(printf %s "$password" | sha256sum | cut -d' ' -f1)
    # the hash, so that no command line and no log ever has the password
    r ACL SETUSER "$user" "${words[@]}" on "#$hash" >/dev/null || failed "Redis refused user $user"
    (
      umask 077
      mkdir -p "$credentials/${user#quantum-}"
      address_of "$user" "$password" >"$file"
    )
    echo "user $user: $file"
  done < <(users)
}

# "default" is who everybody is that does not log in.
default_is_open() {
  r ACL LIST | grep -qE '^user default on (.* )?nopass( |$)'
}

lock_default() {
  local password=''
  if ! default_is_open; then
    echo "user default: has a password already"
    return
  fi
  password=$(random_password)
  (
    umask 077
    mkdir -p "$credentials/admin"
    address_of default "$password" >"$credentials/admin/REDIS_URL"
  )
  r ACL SETUSER default resetpass "#$(printf %s "$password" | sha256sum | cut -d' ' -f1)" >/dev/null \
    || failed 'Redis refused a password for default'
  export REDISCLI_AUTH=$password # what else is done here is done as default
  echo "user default: has a password now, $credentials/admin/REDIS_URL"
}

save_users() {
  local file
  file=$(server_acl_file)
  if [ -n "$file" ]; then
    r ACL SAVE >/dev/null || failed "Redis cannot write $file"
    echo "users are kept in $file"
    return
  fi
  # the server's own place for it, where it may write; "include" would not do: CONFIG REWRITE would repeat each user
  file=$(dirname "$config")/quantum-users.acl
  (umask 077 && r ACL LIST >"$file")
  chown --reference="$config" "$file" 2>/dev/null || true
  users_file=$file
  echo "users are kept in $file, which the next start of Redis reads"
}

[ -n "$config" ] || config=$(info server config_file)
case $what in
  status)
    status
    exit 0
    ;;
  remove)
    [ -w "$config" ] || refuse "cannot write the configuration file '$config': give --config FILE, run as root"
    without_block | write_config
    echo "$config: our block is out"
    while IFS= read -r user; do
      [ -n "$user" ] || continue
      r ACL DELUSER "$user" >/dev/null
      rm -f "$credentials/${user#quantum-}/REDIS_URL"
      echo "user $user: gone; its service needs a restart"
    done < <(r ACL USERS | grep -xFf <(users) || true)
    if [ -r "$credentials/admin/REDIS_URL" ]; then
      r ACL SETUSER default nopass >/dev/null || failed 'Redis refused to open default again'
      rm -f "$credentials/admin/REDIS_URL"
      echo "user default: open again, without a password"
    fi
    rm -f "$(dirname "$config")/quantum.conf"
    if [ "$(server_acl_file)" = "$(dirname "$config")/quantum-users.acl" ]; then
      r ACL SAVE >/dev/null || true
    else
      [ -z "$(server_acl_file)" ] || r ACL SAVE >/dev/null
      rm -f "$(dirname "$config")/quantum-users.acl"
    fi
    # the next start has no append-only file any more and reads the snapshot
    r BGSAVE >/dev/null || failed 'BGSAVE was refused: make a snapshot before Redis is restarted, or its data is lost'
    echo "a snapshot is being written: the next start of Redis reads it, and no append-only file unless its own file says so"
    exit 0
    ;;
esac

conf=$(realpath "$conf" 2>/dev/null || echo "$conf")
[ -r "$conf" ] || refuse "cannot read quantum.conf '$conf': give --conf FILE"
[ -w "$config" ] || refuse "cannot write the configuration file '$config': give --config FILE, run as root"
users_file=
if [ "$acl" = yes ]; then
  [ -r "$acl_file" ] || refuse "cannot read quantum.acl '$acl_file': give --acl-file FILE"
  [ "$ns" = quantum ] || [[ $ns =~ ^(\{[A-Za-z0-9_.-]+\}|[A-Za-z0-9_.-]+)$ ]] || refuse "QUANTUM_NAMESPACE '$ns' is no namespace"
  if [ -z "$(server_acl_file)" ] && without_block | grep -qE '^[[:space:]]*user[[:space:]]'; then
    refuse "$config defines users itself, and Redis takes them from one place only: move them to an aclfile first"
  fi
elif grep -qxF "aclfile $(dirname "$config")/quantum-users.acl" "$config"; then
  users_file=$(dirname "$config")/quantum-users.acl # of an earlier --acl
fi

switch_on_aof
set_live
if [ "$acl" = yes ]; then
  create_users
  [ "$lock" = no ] || lock_default
  save_users
  if [ "$(server_acl_file)" = "$(dirname "$config")/quantum-users.acl" ]; then
    users_file=$(server_acl_file)
  fi
fi
# a copy of its own: Redis must start whatever becomes of our files
own_conf=$(dirname "$config")/quantum.conf
[ "$conf" = "$own_conf" ] || install -m 644 "$conf" "$own_conf"
{
  without_block
  echo "$BEGIN_MARK"
  echo "include $own_conf"
  [ -z "$users_file" ] || echo "aclfile $users_file"
  echo "$END_MARK"
} | write_config
echo "$config: includes $own_conf"
if [ "$acl" = yes ]; then
  ! default_is_open || echo "user default may still do everything, without a password: --acl --lock-default gives it one"
  echo "restart the services, so that each logs in as its own user: systemctl restart 'quantum-*'"
fi
