#!/usr/bin/env bash
# Tests a running harvest-brain from outside with a position that nobody holds; test_harvest_brain.sh --help says how.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ops/redis.sh
. "$HERE/redis.sh"

usage() {
  cat <<'HELP'
Usage: test_harvest_brain.sh [options]

Tests a running harvest-brain: entry, each rung, duplicates, kill switch. It reports fills and prices of a symbol
that nobody trades to apply.result and looks at what the service publishes. Everything it makes in Redis is removed
afterwards; entries of streams stay, as a record.

  --policy kernel|ladder  what the service runs with; default: what it said at its start, else its env file
  --mode shadow|live      likewise; not known counts as live
  --yes-live              needed in live mode. Intents of the test symbol then go to intent-bridge and apply-layer,
                          which find no such position at the exchange and answer SKIP_NO_POSITION: no order is sent.
  --symbol SYMBOL         must begin with TEST (default TESTUSDT); refused if it has a position or overrides
  --timeout SEC           for each step (default 15)
  --log FILE              the service's log, to find its policy and mode (default: journal of quantum-harvest-brain)
  --env-file FILE         the service's settings (default /etc/quantum/harvest-brain.env)
  --help                  this text

While the kill switch is tested, for a second or so, harvesting and opening stop for all symbols, and up to four
actions count towards HARVEST_MAX_ACTIONS_PER_MIN. The switch's earlier value comes back whatever happens; if this
script is killed, it lapses after a minute.

Environment: REDIS_URL (default redis://127.0.0.1:6379/0), QUANTUM_NAMESPACE (default quantum), and, if the service
has them, STREAM_APPLY_RESULT, STREAM_HARVEST_SUGGESTIONS, STREAM_TRADE_INTENT, HARVEST_KILL_SWITCH_KEY.

Exit code: 0 all passed, 1 something failed, 2 refused or not possible (nothing was changed).
HELP
}

policy=
mode=
yes_live=false
symbol=TESTUSDT
timeout=15
log_file=
env_file=/etc/quantum/harvest-brain.env

refuse() {
  echo "test_harvest_brain: $*" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    --help | -h)
      usage
      exit 0
      ;;
    --yes-live)
      yes_live=true
      shift
      continue
      ;;
    --policy | --mode | --symbol | --timeout | --log | --env-file) ;;
    *) refuse "unknown option '$1', see --help" ;;
  esac
  [ $# -ge 2 ] || refuse "$1 needs a value"
  case $1 in
    --policy) policy=$2 ;;
    --mode) mode=$2 ;;
    --symbol) symbol=$2 ;;
    --timeout) timeout=$2 ;;
    --log) log_file=$2 ;;
    --env-file) env_file=$2 ;;
  esac
  shift 2
done

[[ $symbol =~ ^TEST[A-Z0-9]{0,16}$ ]] || refuse "--symbol must begin with TEST and be upper case, was '$symbol'"
[[ $timeout =~ ^[1-9][0-9]{0,2}$ ]] || refuse "--timeout must be 1 to 999 seconds, was '$timeout'"
connect_redis || exit 2
results=${STREAM_APPLY_RESULT:-$ns:stream:apply.result}
kill_key=${HARVEST_KILL_SWITCH_KEY:-$ns:kill}
position=$ns:position:$symbol
open_set=$ns:positions:open
ledger=$ns:position:ledger:$symbol
history=$ns:harvest:history:$symbol
config=$ns:config:harvest:$symbol
marks=$ns:dedup:harvest:$symbol

# --- What the service runs with ------------------------------------------------------------------------------------
# Prints the value of $1 in the service's last starting line.
said_at_start() {
  local lines=
  if [ -n "$log_file" ]; then
    lines=$(cat "$log_file")
  elif command -v journalctl >/dev/null 2>&1; then
    lines=$(journalctl -u quantum-harvest-brain -o cat 2>/dev/null || true)
  fi
  sed -n "s/.*Starting harvest-brain Config(.*\b$1=\([a-z]*\)[,)].*/\1/p" <<<"$lines" | tail -n 1
}

# Prints the value of the variable $1 in the service's env file, $2 if the file says nothing.
set_in_env_file() {
  [ -r "$env_file" ] || return 0
  local value
  value=$(sed -n "s/^$1=\([A-Za-z]*\).*/\1/p" "$env_file" | tail -n 1)
  tr '[:upper:]' '[:lower:]' <<<"${value:-$2}"
}

[ -n "$policy" ] || policy=$(said_at_start policy)
[ -n "$policy" ] || policy=$(set_in_env_file HARVEST_POLICY kernel)
[ -n "$mode" ] || mode=$(said_at_start mode)
[ -n "$mode" ] || mode=$(set_in_env_file HARVEST_MODE shadow)
[ -n "$mode" ] || mode=live

# Entry 1000, stop 990, 0.01 units: 10 at risk per unit. Prices lie a little beyond each level; the marks hold the
# profit of the whole position at the level, in cents (kernel: with the costs of 10 bps on top).
case $policy in
  ladder)
    types=(HARVEST_PARTIAL HARVEST_PARTIAL HARVEST_PARTIAL)
    levels=(0.5 1 1.5)
    prices=(1005.1 1010.1 1015.1)
    cents=(5 10 15)
    stop_move=MOVE_SL_BREAKEVEN
    ;;
  kernel)
    types=(HARVEST_PARTIAL_25 HARVEST_PARTIAL_50 HARVEST_PARTIAL_75)
    levels=(2 4 6)
    prices=(1021.1 1041.1 1061.1)
    cents=(21 41 61)
    stop_move=PROFIT_LOCK_SL
    ;;
  "") refuse "cannot tell which policy the service runs with: give --policy kernel or --policy ladder" ;;
  *) refuse "--policy must be kernel or ladder, was '$policy'" ;;
esac
case $mode in
  shadow) target=${STREAM_HARVEST_SUGGESTIONS:-$ns:stream:harvest.suggestions} ;;
  live)
    target=${STREAM_TRADE_INTENT:-$ns:stream:trade.intent}
    "$yes_live" || refuse "the service is live (or its mode is not known): intents of $symbol would go to intent-bridge and \
apply-layer, which answer SKIP_NO_POSITION; give --yes-live if that is wanted, or --mode shadow"
    ;;
  *) refuse "--mode must be shadow or live, was '$mode'" ;;
esac

[ "$(r EXISTS "$ns:health:harvest-brain")" = 1 ] || refuse "harvest-brain is not running: $ns:health:harvest-brain does not exist"
[ "$(r EXISTS "$position")" = 0 ] || refuse "$symbol has a position: $position exists"
[ "$(r SISMEMBER "$open_set" "$symbol")" = 0 ] || refuse "$symbol has a position: $open_set names it"
[ "$(r EXISTS "$config")" = 0 ] || refuse "$symbol has overrides: $config exists"
! is_killed "$kill_key" || refuse "$kill_key is on, so harvest-brain publishes nothing: clear it first"
kill_before=$(r GET "$kill_key")

# --- The table -----------------------------------------------------------------------------------------------------
failed=0
row() {
  printf '%-44s | %-4s | %s\n' "$1" "$2" "$3"
}
pass() {
  row "$1" PASS "$2"
}
fail() {
  row "$1" FAIL "$2"
  failed=$((failed + 1))
}
# check NAME EVIDENCE COMMAND…: waits until the command succeeds.
check() {
  local name=$1 evidence=$2
  shift 2
  if eventually "$@"; then pass "$name" "$evidence"; else fail "$name" "not within $timeout s: $evidence"; fi
}
eventually() {
  local end=$((SECONDS + timeout))
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

# --- What the service is told and what it answers ------------------------------------------------------------------
ids=()
# Sets $id to a new position's id: 16 hex digits, as plan ids are.
new_id() {
  id=$(printf '%016x' "$(($(date +%s%N) + RANDOM))")
  ids+=("$id")
}
now() {
  date +%s.%3N
}
fill() {
  r XADD "$results" '*' symbol "$symbol" status FILLED executed True side "$1" qty 0.01 price "$2" "${@:3}" \
    source test_harvest_brain timestamp "$(now)" >/dev/null
}
open_position() {
  new_id
  fill BUY 1000 stop_loss 990 plan_id "$id" position_id "$id" reduceOnly False
}
close_position() {
  fill SELL 1000 position_id "$1" reduceOnly True
}
field_is() {
  [ "$(r HGET "$position" "$1")" = "$2" ]
}
is_gone() {
  [ "$(r EXISTS "$position")" = 0 ]
}
# Reports a price and waits until it was decided on: its evaluation and what it made publish are one step.
price() {
  r XADD "$results" '*' symbol "$symbol" status PRICE_UPDATE price "$1" timestamp "$(now)" >/dev/null
  eventually field_is current_price "$1"
}
# Prints how many entries of type $1 (with r_level $2, if given) were published for the position.
published() {
  r EVAL "
    local n = 0
    for _, entry in ipairs(redis.call('XRANGE', KEYS[1], ARGV[1], '+')) do
      local f = {}
      for i = 1, #entry[2], 2 do f[entry[2][i]] = entry[2][i + 1] end
      if f.symbol == ARGV[2] and f.position_id == ARGV[3] and f.intent_type == ARGV[4]
        and (ARGV[5] == '' or f.r_level == ARGV[5]) and f.reduce_only == 'true' then n = n + 1 end
    end
    return n" 1 "$target" "$began" "$symbol" "$id" "$1" "${2:-}"
}
published_is() {
  [ "$(published "$1" "$2")" = "$3" ]
}
mark_of() {
  echo "$marks:${types[$1]}:${levels[$1]}:${cents[$1]}"
}

# rung NAME INDEX PRICE COUNT: reports the price; exactly COUNT entries of that rung must have been published then.
rung() {
  local name=$1 i=$2 at=$3 want=$4 found
  if ! price "$at"; then
    fail "$name" "the price $at was not decided on within $timeout s"
    return
  fi
  found=$(published "${types[$i]}" "${levels[$i]}")
  if [ "$found" = "$want" ]; then
    pass "$name" "${types[$i]} at ${levels[$i]} R, price $at: published $found times"
  else
    fail "$name" "${types[$i]} at ${levels[$i]} R, price $at: published $found times, not $want"
  fi
}

# --- Whatever happens, the switch as it was, nothing of ours left --------------------------------------------------
killed=false
restore_kill() {
  "$killed" || return 0
  # ours has a time to live; one that has none was set by an operator meanwhile and stays
  r EVAL "if redis.call('PTTL', KEYS[1]) ~= -1 then
      if ARGV[1] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[1]) end
    end return 1" 1 "$kill_key" "$kill_before" >/dev/null && killed=false
}

clean_up() {
  restore_kill
  local one found
  for one in "${ids[@]}"; do
    if field_is position_id "$one"; then
      close_position "$one" # the service forgets it too
      eventually is_gone || true
    fi
    # only what was made here: a position of another id is somebody else's
    r EVAL "if redis.call('HGET', KEYS[1], 'position_id') == ARGV[1] then redis.call('DEL', KEYS[1]) end return 1" \
      1 "$position" "$one" >/dev/null
  done
  if is_gone; then
    r SREM "$open_set" "$symbol" >/dev/null
  fi
  r DEL "$config" "$ledger" "$history" >/dev/null
  while IFS= read -r found; do
    [ -z "$found" ] || r DEL "$found" >/dev/null
  done < <(r --scan --pattern "$marks:*")
}
on_exit() {
  local code=$?
  trap - EXIT
  trap '' INT TERM HUP PIPE
  clean_up || echo "test_harvest_brain: could not clean up, look at $kill_key and $position" >&2
  exit "$code"
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
trap 'exit 141' PIPE

# --- The test ------------------------------------------------------------------------------------------------------
echo "harvest-brain: policy $policy, mode $mode, symbol $symbol, namespace $ns"
began=$(r EVAL "local t = redis.call('TIME') return t[1] .. string.format('%03d', math.floor(t[2] / 1000))" 0)

# the figures above must hold whatever the service is set to, and no market may end the test position
r HSET "$config" min_r 0.5 ladder 0.5:0.25,1:0.25,1.5:0.25 set_be_at_r 0.5 T1_R 2 T2_R 4 T3_R 6 lock_R 1.5 \
  cost_bps 10 kill_threshold 2 lock_mode be_plus be_plus_pct 0.002 >/dev/null

row Test "" Evidence
open_position
check "entry" "$position has position_id=$id" field_is position_id "$id"
check "entry: risk frozen" "entry_risk=10" field_is entry_risk 10
check "entry: named in $open_set" "member $symbol" [ "$(r SISMEMBER "$open_set" "$symbol")" = 1 ]
for i in 0 1 2; do
  rung "rung $((i + 1)): published once" "$i" "${prices[$i]}" 1
  if [ "$(r GET "$(mark_of "$i")")" = "$id" ]; then
    pass "rung $((i + 1)): dedup mark" "$(mark_of "$i") = $id"
  else
    fail "rung $((i + 1)): dedup mark" "$(mark_of "$i") is not $id"
  fi
  if [ "$i" = 0 ]; then
    check "rung 1: stop moved" "$stop_move published" published_is "$stop_move" "" 1
  fi
  rung "rung $((i + 1)): again, nothing more" "$i" "${prices[$i]}5" 1
done
close_position "$id"
check "close" "$position is gone" is_gone

open_position
check "second entry" "position_id=$id" field_is position_id "$id"
rung "second entry: old mark does not hold it back" 0 "${prices[0]}" 1
r SET "$(mark_of 1)" "$id" EX 60 >/dev/null
rung "duplicate: equal mark holds it back" 1 "${prices[1]}" 0
killed=true
r SET "$kill_key" 1 EX 60 >/dev/null
rung "kill switch: nothing published" 2 "${prices[2]}" 0
restore_kill
if [ "$(r GET "$kill_key")" = "$kill_before" ]; then
  pass "kill switch: restored" "$kill_key is as it was"
else
  fail "kill switch: restored" "$kill_key is '$(r GET "$kill_key")', was '$kill_before'"
fi
rung "kill switch off: next price decides" 2 "${prices[2]}5" 1

clean_up
left=$(r --scan --pattern "$ns:*$symbol*")
if [ -z "$left" ] && [ "$(r SISMEMBER "$open_set" "$symbol")" = 0 ]; then
  pass "clean-up" "nothing of $symbol is left"
else
  fail "clean-up" "left: $(tr '\n' ' ' <<<"$left")"
fi

if [ "$failed" -gt 0 ]; then
  echo "$failed FAILED"
  exit 1
fi
echo "all passed"
