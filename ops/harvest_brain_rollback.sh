#!/usr/bin/env bash
# Takes harvest-brain from live back to shadow: kill on, shadow, restart, verify, kill off; --help says more.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ops/redis.sh
. "$HERE/redis.sh"
# shellcheck source=ops/units.sh
. "$HERE/units.sh"

UNIT=quantum-harvest-brain

usage() {
  cat <<HELP
Usage: $(basename "$0") [options]

1. kill switch on: nothing more is published or entered; stops and exits on their way go on
2. HARVEST_MODE=shadow in the env file; the file as it was is kept beside it (….before-rollback)
3. systemctl restart $UNIT, which returns when it is ready
4. verify: a new process, running, in shadow mode, with nothing published since
5. kill switch as it was before

If a step fails the kill switch stays on, and the script says what to do. Run it as root.

  --undo           goes back to the env file that the last rollback kept, with the same steps
  --env-file FILE  default /etc/quantum/harvest-brain.env
  --timeout SEC    for the restart and for the verification, 1 to 600 (default 60)
  --help           this text

Environment: REDIS_URL (default redis://127.0.0.1:6379/0), QUANTUM_NAMESPACE (default quantum),
HARVEST_KILL_SWITCH_KEY if the service has one.

Exit code: 0 done, 1 failed (kill switch left on), 2 refused or not possible, 3 no systemd; nothing was changed at 2 and 3.
HELP
}

refuse() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

undo=no
env_file=/etc/quantum/harvest-brain.env
timeout=60
while [ $# -gt 0 ]; do
  case $1 in
    --env-file | --timeout)
      [ $# -ge 2 ] || refuse "$1 needs a value"
      if [ "$1" = --timeout ]; then timeout=$2; else env_file=$2; fi
      shift
      ;;
    --undo) undo=yes ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option '$1', see --help" ;;
  esac
  shift
done
[[ $timeout =~ ^[1-9][0-9]{0,2}$ && $timeout -le 600 ]] || refuse "--timeout must be 1 to 600 seconds, was '$timeout'"

need_systemd "$UNIT cannot be restarted"
kept=$env_file.before-rollback
[ -w "$env_file" ] || refuse "cannot write $env_file: run it as root"
if [ "$undo" = yes ]; then
  [ -r "$kept" ] || refuse "there is no $kept: no rollback to undo"
fi
credential=$(dirname "$env_file")/credentials/harvest-brain/HARVEST_MODE
[ ! -e "$credential" ] || refuse "$credential wins over the env file: remove it first"
connect_redis || exit 2
kill_key=${HARVEST_KILL_SWITCH_KEY:-$ns:kill}
kill_before=$(r GET "$kill_key") || refuse "$kill_key is no string: remove it first"

mode_in() {
  local mode
  mode=$(sed -n 's/^HARVEST_MODE=["'\'']\{0,1\}\([A-Za-z]*\).*/\1/p' "$1" | tail -n 1)
  tr '[:upper:]' '[:lower:]' <<<"${mode:-shadow}"
}

failed() {
  echo "FAILED: $*" >&2
  echo "$kill_key stays 1: nothing is harvested or entered. Look at: journalctl -u $UNIT -n 50" >&2
  echo "When it is mended: redis-cli DEL $kill_key" >&2
  exit 1
}
trap 'failed "interrupted"' INT TERM HUP

echo "1. kill switch on ($kill_key was '${kill_before}')"
r SET "$kill_key" 1 >/dev/null || refuse "cannot set $kill_key"

if [ "$undo" = yes ]; then
  wanted=$(mode_in "$kept")
  echo "2. $env_file as it was before the last rollback: HARVEST_MODE=$wanted"
  # cat keeps owner and mode of the file that systemd reads
  cat "$kept" >"$env_file" || failed "cannot write $env_file"
else
  wanted=shadow
  echo "2. HARVEST_MODE=shadow in $env_file (was $(mode_in "$env_file"))"
  if [ "$(mode_in "$env_file")" = shadow ] && [ -e "$kept" ]; then
    echo "   $kept is kept from the rollback before"
  else
    cp -p "$env_file" "$kept" || failed "cannot keep a copy of $env_file"
  fi
  changed=$(sed 's/^HARVEST_MODE=.*/HARVEST_MODE=shadow/' "$env_file")
  grep -q '^HARVEST_MODE=' "$env_file" || changed+=$'\nHARVEST_MODE=shadow'
  printf '%s\n' "$changed" >"$env_file" || failed "cannot write $env_file"
fi

began=$(r TIME | head -n 1)
marks="$({ r XINFO STREAM "$ns:stream:trade.intent" 2>/dev/null || true; } | awk 'p { print; exit } $0 == "last-generated-id" { p = 1 }')"
echo "3. systemctl restart $UNIT"
timeout "$timeout" systemctl restart "$UNIT" || failed "$UNIT did not become ready within $timeout s"

echo "4. verify"
is_new() {
  local -a f
  mapfile -t f < <(r HMGET "$ns:health:harvest-brain" state started_at)
  [[ ${f[0]:-} =~ ^(running|degraded)$ ]] && awk -v s="${f[1]:-0}" -v b="$began" 'BEGIN { exit !(s >= b - 1) }'
}
end=$((SECONDS + timeout))
until is_new; do
  [ "$SECONDS" -lt "$end" ] || failed "no sign of life of a new harvest-brain within $timeout s"
  sleep 0.2
done
is_active "$UNIT" || failed "$UNIT is not active"
echo "   running, pid $(r HGET "$ns:health:harvest-brain" pid)"
if command -v journalctl >/dev/null 2>&1; then
  said=$(journalctl -u "$UNIT" --since "@$began" -o cat 2>/dev/null \
    | sed -n 's/.*Starting harvest-brain Config(.*\bmode=\([a-z]*\)[,)].*/\1/p' | tail -n 1) || true
  [ -z "$said" ] || [ "$said" = "$wanted" ] || failed "it says that it runs in mode $said"
  echo "   its log says mode ${said:-nothing yet}"
fi
published=$(tally "$ns:stream:trade.intent" "${marks:+(}${marks:--}" 1000 intent_type | awk -F'|' '$1 != "-" && NF { n += $2 } END { print n + 0 }')
[ "$published" = 0 ] || failed "$published intents were published while the kill switch was on"
echo "   no intent since the restart"

if [ "$kill_before" = 1 ]; then
  echo "5. kill switch was on before and stays on"
elif [ -z "$kill_before" ]; then
  r DEL "$kill_key" >/dev/null
  echo "5. kill switch off"
else
  r SET "$kill_key" "$kill_before" >/dev/null
  echo "5. kill switch as before ('$kill_before')"
fi
trap - INT TERM HUP
echo "done: harvest-brain runs in mode $wanted"
[ "$undo" = yes ] || echo "to go back: $(basename "$0") --undo"
