#!/usr/bin/env bash
# What the suite has planned, executed, blocked and holds open, and whether that is in order; --help says more. Reads only.
# shellcheck disable=SC2016 # conditions of awk are not the shell's
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

Checks a running suite by what it leaves in Redis (and by systemd, where there is one):
  plans and executions with a breakdown by action, open positions and their stops, duplicates that were blocked,
  closes, consumer groups, dead letters, kill switch, the services' signs of life, and how Redis keeps its data.

  --minutes N   how far back plans and results are counted (default 1440)
  --count N     at most so many entries of a stream, 1 to 10000 (default 5000)
  --strict      a warning counts as a failure
  --json        one JSON object instead of tables
  --help        this text

Environment: REDIS_URL (default redis://127.0.0.1:6379/0), QUANTUM_NAMESPACE (default quantum).
The Redis user quantum-readonly is enough.

Exit code: 0 in order, 1 something failed, 2 not possible (wrong option, no Redis).
HELP
}

refuse() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

minutes=1440
count=5000
strict=no
json=no
while [ $# -gt 0 ]; do
  case $1 in
    --minutes | --count)
      [ $# -ge 2 ] || refuse "$1 needs a value"
      if [ "$1" = --minutes ]; then minutes=$2; else count=$2; fi
      shift
      ;;
    --strict) strict=yes ;;
    --json) json=yes ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option '$1', see --help" ;;
  esac
  shift
done
[[ $minutes =~ ^[1-9][0-9]{0,5}$ ]] || refuse "--minutes must be 1 to 999999, was '$minutes'"
[[ $count =~ ^[1-9][0-9]{0,4}$ && $count -le 10000 ]] || refuse "--count must be 1 to 10000, was '$count'"

connect_redis || exit 2
now_ms=$(date +%s%3N)
since=$((now_ms - minutes * 60000))
plans=$ns:stream:apply.plan
results=$ns:stream:apply.result
letters=$ns:stream:deadletter

# Value of field $2 of section $1 of INFO.
info() {
  r INFO "$1" | tr -d '\r' | sed -n "s/^$2://p"
}

check_redis() {
  row Redis PASS "$redis_url, version $(info server redis_version), namespace $ns"
  if [ "$(info persistence aof_enabled)" = 1 ]; then
    local last
    last=$(info persistence aof_last_write_status)
    row 'append-only file' "$([ "$last" = ok ] && echo PASS || echo FAIL)" "on, last write $last"
  else
    row 'append-only file' WARN 'off: a crash of Redis loses everything since its last snapshot; see configure_redis.sh'
  fi
  local policy
  policy=$(info memory maxmemory_policy)
  row 'no eviction' "$([ "$policy" = noeviction ] && echo PASS || echo FAIL)" "maxmemory-policy $policy"
}

check_kill() {
  if is_killed "$ns:kill"; then
    row 'kill switch' WARN "$ns:kill is on: no entries, no harvests; stops go on"
  else
    row 'kill switch' PASS 'off'
  fi
}

check_units() {
  if ! has_systemd; then
    row units INFO 'no systemd here; judged by the signs of life alone'
    return
  fi
  local unit state seen='' bad=''
  for unit in "${UNITS[@]}"; do
    state=$(systemctl is-active "$unit" 2>/dev/null || true)
    case $state in
      active) seen+=" ${unit#quantum-}" ;;
      failed) bad+=" $unit" ;;
    esac
  done
  row units "$([ -z "$bad" ] && echo PASS || echo FAIL)" "active:${seen:- none}${bad:+; failed:$bad}"
}

check_services() {
  local service state good='' bad='' verdict=PASS
  for service in "${CORE_SERVICES[@]}"; do
    state=$(r HGET "$ns:health:$service" state)
    case $state in
      running) good+=" $service" ;;
      degraded) # it works, but lags, or lacks something from outside
        bad+=" $service=degraded"
        [ "$verdict" = FAIL ] || verdict=WARN
        ;;
      *)
        bad+=" $service=${state:-silent}"
        verdict=FAIL
        ;;
    esac
  done
  row 'core services' "$verdict" "running:${good:- none}${bad:+; not:$bad}"
  good=
  for service in risk-proposal harvest-proposal-publisher trading-bot; do
    state=$(r HGET "$ns:health:$service" state)
    good+=" $service=${state:-silent}"
  done
  row 'other services' INFO "${good# }"
}

group_lines() {
  local line stream group found
  for line in "trade.intent $ns:group:intent_bridge" 'apply.plan apply_layer' 'apply.result harvest_brain' \
    'price.update harvest_brain' 'apply.result exitbrain' 'price.update exitbrain'; do
    read -r stream group <<<"$line"
    found=$(group_of "$ns:stream:$stream" "$group")
    echo "$stream|$group|${found:+yes}|${found// /|}"
  done
}

check_groups() {
  local stream group known lag pending said='' bad='' slow=''
  while IFS='|' read -r stream group known lag pending _; do
    if [ -z "$known" ]; then
      bad+=" $group on $stream"
    else
      said+=" ${group#"$ns":group:}@$stream lag=$lag pending=$pending;"
      if [[ $lag =~ ^[0-9]+$ && $lag -gt 1000 ]] || [ "$pending" -gt 1000 ]; then
        slow+=" $group@$stream"
      fi
    fi
  done <<<"$group_rows"
  if [ -n "$bad" ]; then
    row 'consumer groups' FAIL "missing:$bad"
  elif [ -n "$slow" ]; then
    row 'consumer groups' WARN "behind:$slow;$said"
  else
    row 'consumer groups' PASS "${said# }"
  fi
}

# Prints plans, unanswered plans, plans executed more than once, exits that were not reduceOnly; then an example of each.
audit() {
  r EVAL_RO "
    local function map(flat)
      local fields = {}
      for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
      return fields
    end
    local function ms(id) return tonumber(string.match(id, '^%d+')) end
    local answered, executed, twice, naked, dead = {}, {}, {}, {}, {}
    local oldest = nil
    local results = redis.call('XREVRANGE', KEYS[2], '+', ARGV[1], 'COUNT', ARGV[2])
    for _, entry in ipairs(results) do
      local f = map(entry[2])
      oldest = ms(entry[1])
      if f.plan_id then
        answered[f.plan_id] = true
        if string.lower(f.executed or '') == 'true' then
          executed[f.plan_id] = (executed[f.plan_id] or 0) + 1
          if executed[f.plan_id] == 2 then twice[#twice + 1] = f.plan_id end
          local action = f.action or ''
          if (string.find(action, '^PARTIAL_') or action == 'FULL_CLOSE_PROPOSED')
            and string.lower(f.reduceOnly or '') ~= 'true' then naked[#naked + 1] = f.plan_id end
        end
      end
    end
    if #results < tonumber(ARGV[2]) then oldest = 0 end
    for _, entry in ipairs(redis.call('XREVRANGE', KEYS[3], '+', ARGV[1], 'COUNT', ARGV[2])) do
      local f = map(entry[2])
      if f.stream == KEYS[1] then dead[f.id or ''] = true end
    end
    local all, open = 0, {}
    for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', ARGV[1], 'COUNT', ARGV[2])) do
      local f = map(entry[2])
      all = all + 1
      if f.plan_id and f.action ~= 'HOLD' and not answered[f.plan_id] and not dead[entry[1]]
        and ms(entry[1]) >= oldest and ms(entry[1]) < tonumber(ARGV[3]) then open[#open + 1] = f.plan_id end
    end
    return { all, #open, #twice, #naked, open[1] or '', twice[1] or '', naked[1] or '' }" \
    3 "$plans" "$results" "$letters" "$since" "$count" "$((now_ms - 60000))"
}

# Sum of the counts of result lines (action|status|error|n) that match an awk condition.
sum() {
  awk -F'|' -v n=0 "NF && ($1) { n += \$4 } END { print n }" <<<"$result_rows"
}

check_trades() {
  local -a found
  mapfile -t found < <(audit)
  row plans PASS "${found[0]} in $minutes min, $(awk -F'|' 'NF && $1 != "HOLD" { n += $3 } END { print n + 0 }' <<<"$plan_rows") of them not HOLD"
  row 'plans answered' "$([ "${found[1]}" = 0 ] && echo PASS || echo FAIL)" \
    "${found[1]} plans older than 60 s without a result${found[4]:+, e.g. ${found[4]}}"
  row executions PASS "$(sum '$2 == "FILLED"') FILLED, $(sum '$2 == "PARTIAL_FILL"') PARTIAL_FILL, $(sum '$2 == "SKIPPED"') SKIPPED, $(sum '$2 == "REJECTED"') REJECTED, $(sum '$2 == "ERROR"') ERROR"
  row 'executed once' "$([ "${found[2]}" = 0 ] && echo PASS || echo FAIL)" \
    "${found[2]} plans executed more than once${found[5]:+, e.g. ${found[5]}}"
  row 'exits reduceOnly' "$([ "${found[3]}" = 0 ] && echo PASS || echo FAIL)" \
    "${found[3]} exits that were not${found[6]:+, e.g. ${found[6]}}"
  row 'duplicate blocks' INFO "$(sum '$3 ~ /SKIP_DUPLICATE/') SKIP_DUPLICATE, $(sum '$3 ~ /SKIP_OPEN_DUPLICATE/') SKIP_OPEN_DUPLICATE"
  local closes='$1 ~ /^PARTIAL_/ || $1 == "FULL_CLOSE_PROPOSED"'
  local errors
  errors=$(sum "($closes) && (\$2 == \"ERROR\" || \$2 == \"REJECTED\")")
  row 'CLOSE activity' "$([ "$errors" = 0 ] && echo PASS || echo WARN)" \
    "$(sum "($closes) && \$2 ~ /FILL/") closed, $(sum "($closes) && \$2 == \"SKIPPED\"") skipped, $errors failed"
}

position_lines() {
  local symbol
  local -a f
  while IFS= read -r symbol; do
    [ -n "$symbol" ] || continue
    mapfile -t f < <(r HMGET "$ns:position:$symbol" side qty entry_price stop_loss current_price R_net kill_score \
      harvested source position_id)
    local IFS='|'
    echo "$symbol|${f[*]//|/ }"
  done < <(r SMEMBERS "$ns:positions:open" | sort | head -n 500)
}

check_positions() {
  local symbol side qty entry stop n=0 missing='' bare=''
  while IFS='|' read -r symbol side qty entry stop _; do
    [ -n "$symbol" ] || continue
    n=$((n + 1))
    if [ -z "$side" ] || [ -z "$qty" ] || [ -z "$entry" ]; then
      missing+=" $symbol"
    elif [ -z "$stop" ] || [ "$stop" = 0 ]; then
      bare+=" $symbol"
    fi
  done <<<"$position_rows"
  if [ -n "$missing" ]; then
    row positions FAIL "$n open; named in $ns:positions:open without a hash:$missing"
  elif [ -n "$bare" ]; then
    row positions WARN "$n open; without a stop:$bare"
  else
    row positions PASS "$n open, each with a stop"
  fi
}

check_letters() {
  local n newest recent
  n=$(r XLEN "$letters")
  newest=$(r XREVRANGE "$letters" + - COUNT 1 | head -n 1)
  recent=$(tally "$letters" "$since" "$count" stream consumer | awk -F'|' 'NF { n += $3 } END { print n + 0 }')
  row 'dead letters' "$([ "$recent" = 0 ] && echo PASS || echo WARN)" \
    "$recent in $minutes min, $n kept${newest:+, newest $(time_of "$newest")}"
}

plan_rows=$(tally "$plans" "$since" "$count" action source)
result_rows=$(tally "$results" "$since" "$count" action status error | awk -F'|' '$1 != "-" || $2 != "PRICE_UPDATE"')
group_rows=$(group_lines)
position_rows=$(position_lines)

check_redis
check_kill
check_units
check_services
check_groups
check_trades
check_positions
check_letters

if [ "$json" = yes ]; then
  printf '{"namespace":'
  json_string "$ns"
  printf ',"minutes":%s,"failed":%s,"warned":%s,"checks":' "$minutes" "$report_failed" "$report_warned"
  json_rows
  printf ',"plans":'
  json_array 'action source #count' <<<"$plan_rows"
  printf ',"results":'
  json_array 'action status error #count' <<<"$result_rows"
  printf ',"positions":'
  json_array 'symbol side #qty #entry_price #stop_loss #current_price #R_net #kill_score harvested source position_id' <<<"$position_rows"
  printf '}\n'
else
  print_rows
  echo
  echo "Plans by action and source, last $minutes min"
  awk -F'|' 'NF { printf "  %6d  %-22s %s\n", $3, $1, $2 }' <<<"$plan_rows"
  echo "Results by action, status and reason"
  awk -F'|' 'NF { printf "  %6d  %-22s %-12s %s\n", $4, $1, $2, $3 }' <<<"$result_rows"
  echo "Open positions"
  awk -F'|' 'NF { printf "  %-12s %-5s qty=%s entry=%s stop=%s price=%s R=%s K=%s harvested=%s\n", $1, $2, $3, $4, $5, $6, $7, $8, $9 }' \
    <<<"$position_rows"
fi
[ "$report_failed" = 0 ] || exit 1
[ "$strict" = no ] || [ "$report_warned" = 0 ] || exit 1
