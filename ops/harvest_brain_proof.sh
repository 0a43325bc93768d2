#!/usr/bin/env bash
# Proofs that harvest-brain works: it runs, reads, decides, asks once for each level, and books; --help says more.
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

Proves, each with its evidence, and prints a table CHECK | PASS/FAIL | evidence:
  unit active         quantum-harvest-brain is active (--no-systemd: its sign of life alone)
  sign of life        its health key says running
  consumer groups     it reads results and prices, and is not behind
  positions judged    every open position has an evaluation as young as the symbol's price
  mode respected      in shadow mode nothing of it is in trade.intent; in live mode it goes there
  reduce only         whatever it asked for is reduce_only=true
  once per level      no level of a position was executed twice
  ledger adds up      realized = gross - commission + funding, for every symbol
  live test           with --test: test_harvest_brain.sh passes

  --mode shadow|live  what the service runs with; default: its env file, else shadow
  --env FILE          the service's settings (default /etc/quantum/harvest-brain.env where it is readable)
  --test              also runs test_harvest_brain.sh with a symbol that nobody trades (in live mode it needs --yes-live)
  --yes-live          handed on to test_harvest_brain.sh
  --no-systemd        for machines without systemd
  --json              one JSON object instead of the table
  --help              this text

Environment: REDIS_URL (default redis://127.0.0.1:6379/0), QUANTUM_NAMESPACE (default quantum); it wins over the env file.

Exit code: 0 all proved, 1 something was not, 2 not possible (wrong option, no Redis).
HELP
}

refuse() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

mode=
env_file=
systemd=yes
json=no
live_test=no
test_options=()
while [ $# -gt 0 ]; do
  case $1 in
    --mode | --env)
      [ $# -ge 2 ] || refuse "$1 needs a value"
      if [ "$1" = --mode ]; then mode=$2; else env_file=$2; fi
      shift
      ;;
    --test) live_test=yes ;;
    --yes-live) test_options+=(--yes-live) ;;
    --no-systemd) systemd=no ;;
    --json) json=yes ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option '$1', see --help" ;;
  esac
  shift
done
if [ -n "$env_file" ]; then
  [ -r "$env_file" ] || refuse "cannot read $env_file"
elif [ -r /etc/quantum/harvest-brain.env ]; then
  env_file=/etc/quantum/harvest-brain.env
fi
[ -z "$env_file" ] || read_env "$env_file"
[ -n "$mode" ] || mode=$(tr '[:upper:]' '[:lower:]' <<<"${HARVEST_MODE:-shadow}")
[[ $mode = shadow || $mode = live ]] || refuse "--mode must be shadow or live, was '$mode'"
connect_redis || exit 2

results=${STREAM_APPLY_RESULT:-$ns:stream:apply.result}
prices=${STREAM_PRICE_UPDATE:-$ns:stream:price.update}
intents=${STREAM_TRADE_INTENT:-$ns:stream:trade.intent}
suggestions=${STREAM_HARVEST_SUGGESTIONS:-$ns:stream:harvest.suggestions}
group=${CONSUMER_GROUP:-harvest_brain}
mapfile -t health < <(r HMGET "$ns:health:harvest-brain" state pid started_at)
state=${health[0]:-}
started=${health[2]:-}

verdict() { # condition that is true for PASS
  if "$@"; then echo PASS; else echo FAIL; fi
}

prove_active() {
  if [ "$systemd" = no ]; then
    return
  fi
  if ! has_systemd; then
    row 'unit active' FAIL 'no systemd here; --no-systemd asks its sign of life alone'
    return
  fi
  local is
  is=$(systemctl is-active quantum-harvest-brain 2>/dev/null || true)
  row 'unit active' "$(verdict [ "$is" = active ])" "systemctl is-active quantum-harvest-brain: $is"
}

prove_alive() {
  row 'sign of life' "$(verdict [ "$state" = running ])" "state=${state:-none} pid=${health[1]:-none} started_at=${started:-none}"
}

prove_groups() {
  local stream lag pending consumers said='' bad=no
  for stream in "$results" "$prices"; do
    lag=
    read -r lag pending consumers <<<"$(group_of "$stream" "$group")" || true
    if [ -z "$lag" ]; then
      said+=" $stream has no group $group;"
      bad=yes
    else
      said+=" $stream lag=$lag pending=$pending consumers=$consumers;"
      if [[ $lag =~ ^[0-9]+$ && $lag -gt 1000 ]] || [ "$pending" -gt 1000 ] || [ "$consumers" = 0 ]; then
        bad=yes
      fi
    fi
  done
  row 'consumer groups' "$(verdict [ "$bad" = no ])" "${said# }"
}

prove_judged() {
  local symbol judged priced n=0 old=''
  while IFS= read -r symbol; do
    [ -n "$symbol" ] || continue
    n=$((n + 1))
    judged=$(r HGET "$ns:position:$symbol" last_update_ts)
    priced=$(r HGET "$ns:ticker:$symbol" timestamp)
    # without a ticker nobody publishes prices of it, and there is nothing to judge by
    if [ -n "$priced" ] && ! awk -v j="${judged:-0}" -v p="$priced" 'BEGIN { exit !(p - j <= 30) }'; then
      old+=" $symbol"
    fi
  done < <(r SMEMBERS "$ns:positions:open" | sort | head -n 500)
  row 'positions judged' "$(verdict [ -z "$old" ])" "$n open${old:+; not judged within 30 s of their price:$old}"
}

# Lines "intents of it since its start, of those not reduce only" of stream $1.
asked() {
  r EVAL_RO "
    local all, bad = 0, 0
    for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', ARGV[1], 'COUNT', 10000)) do
      local f = {}
      for i = 1, #entry[2], 2 do f[entry[2][i]] = entry[2][i + 1] end
      if f.source == 'harvest_brain' or f.source == 'harvest-brain' then
        all = all + 1
        if string.lower(f.reduce_only or '') ~= 'true' then bad = bad + 1 end
      end
    end
    return { all, bad }" 1 "$1" "$(awk -v s="${started:-0}" 'BEGIN { printf "%.0f", s * 1000 }')"
}

prove_mode() {
  local -a live shadow
  mapfile -t live < <(asked "$intents")
  mapfile -t shadow < <(asked "$suggestions")
  local said="mode $mode; since its start ${live[0]} intents and ${shadow[0]} suggestions"
  if [ "$mode" = shadow ]; then
    row 'mode respected' "$(verdict [ "${live[0]}" = 0 ])" "$said"
  else
    row 'mode respected' "$(verdict [ "${shadow[0]}" = 0 ])" "$said"
  fi
  row 'reduce only' "$(verdict [ "$((live[1] + shadow[1]))" = 0 ])" "$((live[1] + shadow[1])) of $((live[0] + shadow[0])) were not"
}

prove_once() {
  local -a found
  mapfile -t found < <(r EVAL_RO "
    local plans, seen, twice = {}, {}, {}
    local n = 0
    for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 10000)) do
      local f = {}
      for i = 1, #entry[2], 2 do f[entry[2][i]] = entry[2][i + 1] end
      if f.plan_id and f.status == 'FILLED' and string.find(f.action or '', '^PARTIAL_') then
        n = n + 1
        local key = (f.position_id or '-') .. ' ' .. f.action
        if seen[key] then twice[#twice + 1] = (f.symbol or '-') .. ' ' .. key end
        seen[key] = true
      end
    end
    return { n, #twice, twice[1] or '' }" 1 "$results")
  # the ladder takes the same fraction at each rung: there the levels are told apart by harvested
  if [ "${HARVEST_POLICY:-kernel}" = ladder ]; then
    row 'once per level' INFO "${found[0]} partials filled; rungs of a ladder may share a fraction: see harvested of the positions"
  else
    row 'once per level' "$(verdict [ "${found[1]}" = 0 ])" "${found[0]} partials filled, ${found[1]} a second time${found[2]:+: ${found[2]}}"
  fi
}

prove_ledger() {
  local key n=0 bad=''
  local -a f
  while IFS= read -r key; do
    [ -n "$key" ] || continue
    n=$((n + 1))
    mapfile -t f < <(r HMGET "$key" gross_pnl commission funding realized_pnl)
    awk -v g="${f[0]:-0}" -v c="${f[1]:-0}" -v u="${f[2]:-0}" -v p="${f[3]:-0}" \
      'BEGIN { d = g - c + u - p; if (d < 0) d = -d; exit !(d <= 1e-6 + 1e-9 * (g < 0 ? -g : g)) }' || bad+=" ${key##*:}"
  done < <(r --scan --pattern "${ns//[\[\]*?\\]/}:position:ledger:*" | head -n 500)
  row 'ledger adds up' "$(verdict [ -z "$bad" ])" "$n ledgers${bad:+; wrong:$bad}"
}

prove_test() {
  local out code=0
  out=$("$HERE/test_harvest_brain.sh" --mode "$mode" --policy "${HARVEST_POLICY:-kernel}" "${test_options[@]}" 2>&1) || code=$?
  row 'live test' "$(verdict [ "$code" = 0 ])" "test_harvest_brain.sh ended with $code: $(tail -n 1 <<<"$out")"
}

prove_active
prove_alive
prove_groups
prove_judged
prove_mode
prove_once
prove_ledger
[ "$live_test" = no ] || prove_test

if [ "$json" = yes ]; then
  printf '{"mode":"%s","failed":%s,"checks":' "$mode" "$report_failed"
  json_rows
  printf '}\n'
else
  print_rows
fi
[ "$report_failed" = 0 ]
