#!/usr/bin/env bash
# Live view of harvest-brain: state, lag, streams, positions, what it asked for last; --help says more. Reads only.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ops/redis.sh
. "$HERE/redis.sh"
# shellcheck source=ops/units.sh
. "$HERE/units.sh"
# shellcheck source=ops/report.sh
. "$HERE/report.sh"

usage() {
  cat <<HELP
Usage: $(basename "$0") [options]

Shows quantum-harvest-brain as it runs, again every few seconds until Ctrl-C: unit, sign of life, kill switch, what its
streams hold and how far behind it is, the open positions, and its newest intents or suggestions.

  --interval SEC  between two looks, 1 to 3600 (default 2)
  --once          one look; the exit code says whether the service runs
  --rows N        newest intents and suggestions to show, 0 to 50 (default 5)
  --json          each look as one line of JSON
  --help          this text

Environment: REDIS_URL (default redis://127.0.0.1:6379/0), QUANTUM_NAMESPACE (default quantum).
The Redis user quantum-readonly is enough.

Exit code: 0; with --once 1 if harvest-brain gives no sign of life; 2 not possible (wrong option, no Redis).
HELP
}

refuse() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

interval=2
once=no
rows=5
json=no
while [ $# -gt 0 ]; do
  case $1 in
    --interval | --rows)
      [ $# -ge 2 ] || refuse "$1 needs a value"
      if [ "$1" = --interval ]; then interval=$2; else rows=$2; fi
      shift
      ;;
    --once) once=yes ;;
    --json) json=yes ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option '$1', see --help" ;;
  esac
  shift
done
[[ $interval =~ ^[1-9][0-9]{0,3}$ && $interval -le 3600 ]] || refuse "--interval must be 1 to 3600 seconds, was '$interval'"
[[ $rows =~ ^[0-9]{1,2}$ && $rows -le 50 ]] || refuse "--rows must be 0 to 50, was '$rows'"

connect_redis || exit 2
group=${CONSUMER_GROUP:-harvest_brain}

# Lines stream|entries|lag|pending of what it reads and writes.
stream_lines() {
  local stream lag pending
  for stream in apply.result price.update; do
    read -r lag pending _ <<<"$(group_of "$ns:stream:$stream" "$group")" || true
    echo "$stream|$(r XLEN "$ns:stream:$stream")|${lag:--}|${pending:--}"
  done
  for stream in trade.intent harvest.suggestions; do
    echo "$stream|$(r XLEN "$ns:stream:$stream")|-|-"
  done
}

position_lines() {
  local symbol
  local -a f
  while IFS= read -r symbol; do
    [ -n "$symbol" ] || continue
    mapfile -t f < <(r HMGET "$ns:position:$symbol" side qty entry_price current_price stop_loss unrealized_pnl R_net \
      kill_score harvest_action levels_taken)
    local IFS='|'
    echo "$symbol|${f[*]//|/ }"
  done < <(r SMEMBERS "$ns:positions:open" | sort | head -n 200)
}

# Lines id|stream|intent_type|symbol|r_level|stop_loss|close_pct, the newest first.
asked_lines() {
  [ "$rows" -gt 0 ] || return 0
  local stream
  for stream in trade.intent harvest.suggestions; do
    r EVAL_RO "
      local lines = {}
      for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 500)) do
        local f = {}
        for i = 1, #entry[2], 2 do f[entry[2][i]] = string.gsub(entry[2][i + 1], '[|%c]', ' ') end
        if f.intent_type and #lines < tonumber(ARGV[1]) then
          lines[#lines + 1] = table.concat({ entry[1], ARGV[2], f.intent_type, f.symbol or '-', f.r_level or '-',
            f.stop_loss or '-', f.close_pct or '-' }, '|')
        end
      end
      return lines" 1 "$ns:stream:$stream" "$rows" "$stream"
  done | sort -r | head -n "$rows"
}

running=no
look() {
  local unit='no systemd' kill streams positions asked state pid started last lag age='-'
  if has_systemd; then
    unit=$(systemctl is-active quantum-harvest-brain 2>/dev/null || true)
  fi
  local -a health
  mapfile -t health < <(r HMGET "$ns:health:harvest-brain" state pid started_at last_event_ts lag)
  state=${health[0]:-} pid=${health[1]:-} started=${health[2]:-} last=${health[3]:-} lag=${health[4]:-}
  [ -n "$state" ] && running=yes || running=no
  [ -z "$last" ] || age=$(awk -v l="$last" -v n="$(date +%s.%N)" 'BEGIN { printf "%.1f", n - l }')
  is_killed "$ns:kill" && kill=on || kill=off
  streams=$(stream_lines)
  positions=$(position_lines)
  asked=$(asked_lines)
  if [ "$json" = yes ]; then
    printf '{"time":"%s","unit":' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    json_string "$unit"
    printf ',"state":'
    json_string "${state:-silent}"
    printf ',"pid":%s,"started_at":%s,"last_event_age":%s,"lag":%s,"kill":%s' "$(json_number "$pid")" \
      "$(json_number "$started")" "$(json_number "$age")" "$(json_number "$lag")" "$([ "$kill" = on ] && echo true || echo false)"
    printf ',"streams":'
    json_array 'stream #entries #lag #pending' <<<"$streams"
    printf ',"positions":'
    json_array 'symbol side #qty #entry_price #current_price #stop_loss #unrealized_pnl #R_net #kill_score harvest_action levels_taken' <<<"$positions"
    printf ',"asked":'
    json_array 'id stream intent_type symbol r_level #stop_loss #close_pct' <<<"$asked"
    printf '}\n'
    return
  fi
  echo "harvest-brain  $(date -u +%H:%M:%SZ)  unit: $unit  state: ${state:-silent}  pid: ${pid:--}  lag: ${lag:--}  last event: ${age} s ago  kill: $kill"
  awk -F'|' 'BEGIN { printf "%-22s %10s %8s %8s\n", "STREAM", "ENTRIES", "LAG", "PENDING" }
    NF { printf "%-22s %10s %8s %8s\n", $1, $2, $3, $4 }' <<<"$streams"
  awk -F'|' 'BEGIN { printf "%-12s %-5s %12s %12s %12s %12s %10s %7s %6s %-20s %s\n", "POSITION", "SIDE", "QTY", "ENTRY", "PRICE", "STOP", "PNL", "R", "K", "ACTION", "TAKEN" }
    NF { n++; printf "%-12s %-5s %12s %12s %12s %12s %10s %7s %6s %-20s %s\n", $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 }
    END { if (!n) print "(none open)" }' <<<"$positions"
  [ "$rows" = 0 ] || awk -F'|' 'BEGIN { print "ASKED FOR" } NF { n++; printf "  %-18s %-20s %-24s %-12s R=%s stop=%s pct=%s\n", $1, $2, $3, $4, $5, $6, $7 }
    END { if (!n) print "  (nothing yet)" }' <<<"$asked"
}

if [ "$once" = yes ]; then
  look
  [ "$running" = yes ] || exit 1
  exit 0
fi
while true; do
  if [ "$json" = no ] && [ -t 1 ]; then
    clear
  fi
  # Redis may go away and come back while somebody watches
  look || echo "no answer from Redis at $redis_url"
  sleep "$interval"
done
