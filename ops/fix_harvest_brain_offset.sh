#!/usr/bin/env bash
# Lets harvest-brain skip a backlog: stop, XGROUP SETID to $, start; shows first what would be skipped. --help says more.
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

Shows what harvest-brain has not read yet, asks, then: systemctl stop $UNIT, XGROUP SETID to the end of its streams,
systemctl start $UNIT. Positions come from Redis and the exchange and are not lost; what is lost is said first:
prices that are skipped may have been a peak, fills that are skipped are missing in the ledger.

  --yes           does not ask
  --dry-run       shows, and changes nothing
  --prices-only   skips prices; results (fills) are read
  --drop-pending  also acknowledges what was given to it and not finished; without it, that is worked off at the start
  --timeout SEC   for stop and start, 1 to 600 (default 60)
  --help          this text

Environment: REDIS_URL (default redis://127.0.0.1:6379/0), QUANTUM_NAMESPACE (default quantum), and, if the service has
them, STREAM_APPLY_RESULT, STREAM_PRICE_UPDATE, CONSUMER_GROUP.

Exit code: 0 done or nothing to skip, 1 failed, 2 refused or not possible, 3 no systemd; nothing was changed at 2 and 3.
HELP
}

refuse() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

yes=no
dry_run=no
drop_pending=no
prices_only=no
timeout=60
while [ $# -gt 0 ]; do
  case $1 in
    --timeout)
      [ $# -ge 2 ] || refuse "$1 needs a value"
      timeout=$2
      shift
      ;;
    --yes) yes=yes ;;
    --dry-run) dry_run=yes ;;
    --drop-pending) drop_pending=yes ;;
    --prices-only) prices_only=yes ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option '$1', see --help" ;;
  esac
  shift
done
[[ $timeout =~ ^[1-9][0-9]{0,2}$ && $timeout -le 600 ]] || refuse "--timeout must be 1 to 600 seconds, was '$timeout'"

connect_redis || exit 2
[ "$dry_run" = yes ] || need_systemd "$UNIT cannot be stopped and started"
group=${CONSUMER_GROUP:-harvest_brain}
streams=("${STREAM_PRICE_UPDATE:-$ns:stream:price.update}")
[ "$prices_only" = yes ] || streams+=("${STREAM_APPLY_RESULT:-$ns:stream:apply.result}")

last_delivered() { # stream
  r XINFO GROUPS "$1" | awk -v group="$group" '
    NR % 2 { field = $0; next }
    field == "name" { name = $0 }
    field == "last-delivered-id" && name == group { print }'
}

waiting=0
show() {
  local stream last found first newest lag pending
  waiting=0
  for stream in "${streams[@]}"; do
    read -r lag pending _ <<<"$(group_of "$stream" "$group")" || true
    if [ -z "$lag" ]; then
      echo "$stream has no group $group: nothing to skip"
      continue
    fi
    last=$(last_delivered "$stream")
    first=$(r XRANGE "$stream" "($last" + COUNT 1 | head -n 1)
    newest=$(r XREVRANGE "$stream" + - COUNT 1 | head -n 1)
    if [ -z "$first" ]; then
      echo "$stream: nothing unread, $pending given and not finished"
    else
      echo "$stream: $lag unread, $pending given and not finished, from $(time_of "$first") to $(time_of "$newest")"
      echo "  of the newest 10000 unread, by symbol, status and action:"
      found=$(tally "$stream" "($last" 10000 symbol status action)
      head -n 20 <<<"$found" | awk -F'|' 'NF { printf "  %8d  %-14s %-14s %s\n", $4, $1, $2, $3 }'
      [ "$(wc -l <<<"$found")" -le 20 ] || echo "            and $(($(wc -l <<<"$found") - 20)) more kinds"
      waiting=$((waiting + 1))
    fi
    [ "$pending" = 0 ] || [ "$drop_pending" = no ] || waiting=$((waiting + 1))
  done
}

echo "What would be skipped:"
show
if [ "$waiting" = 0 ]; then
  echo "nothing to skip, nothing done"
  exit 0
fi
if [ "$dry_run" = yes ]; then
  exit 0
fi
if [ "$yes" = no ]; then
  [ -t 0 ] || refuse "nobody to ask: give --yes"
  read -r -p "Skip this? [y/N] " answer
  [[ $answer =~ ^[yY](es)?$ ]] || refuse "nothing was changed"
fi

# also one that was down: a backlog is often why
start_again() {
  echo "systemctl start $UNIT"
  timeout "$timeout" systemctl start "$UNIT"
}
on_failure() {
  local code=$?
  trap - EXIT INT TERM HUP
  echo "FAILED half-way; starting $UNIT as it is" >&2
  start_again || echo "it does not start: journalctl -u $UNIT -n 50" >&2
  exit "$((code == 0 ? 1 : code))"
}

echo "systemctl stop $UNIT"
trap on_failure EXIT
trap 'exit 1' INT TERM HUP
timeout "$timeout" systemctl stop "$UNIT"
for stream in "${streams[@]}"; do
  [ -n "$(group_of "$stream" "$group")" ] || continue
  said=$(r XGROUP SETID "$stream" "$group" '$')
  echo "XGROUP SETID $stream $group \$: $said"
  if [ "$drop_pending" = yes ]; then
    dropped=0
    while mapfile -t ids < <(r XPENDING "$stream" "$group" - + 1000 | grep -E '^[0-9]+-[0-9]+$') && [ "${#ids[@]}" -gt 0 ]; do
      dropped=$((dropped + $(r XACK "$stream" "$group" "${ids[@]}")))
    done
    echo "XACK $stream $group: $dropped"
  fi
done
trap - EXIT
start_again || { echo "it does not start: journalctl -u $UNIT -n 50" >&2; exit 1; }
for stream in "${streams[@]}"; do
  read -r lag pending _ <<<"$(group_of "$stream" "$group")" || true
  echo "$stream: lag ${lag:--}, pending ${pending:--}"
done
echo "done"
