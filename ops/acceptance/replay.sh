# shellcheck shell=bash
# Sourced by ops/acceptance.sh: hours of the recorded market, while one service after the other is stopped, started, restarted
# and killed; at the end the exchange, Redis and the ledger must agree, as the demo's checks say.

REPLAY_SPEED=120 # times as fast as the market was
REPLAY_QUIET=12  # seconds before the first disturbance: memory is measured then

stage_replay() {
  stage "Replay"
  with_suite
  check "a fresh start: empty Redis, the exchange at its beginning" fresh_start
  check "replay at $REPLAY_SPEED x with stop, start, restart, kill of each service" replay_with_disturbances
  local unit
  for unit in "${UNITS[@]}"; do
    [ ! -r "$work/pss.$unit" ] || pss_replay[$unit]=$(<"$work/pss.$unit")
  done
  check "quantity at the exchange = quantity in Redis" quantities_equal
  check "the ledger is what the exchange says" ledgers_equal
  check "every close order is reduce-only" closes_reduce_only
  check "every plan has exactly one result" one_result_per_plan
  check "no tranche executed twice" tranches_once
  check "no pending entries, nothing unread" everything_read
  check "no dead letters" no_dead_letters
  check "no error in the journal but alarms" journal_sensible
}

fresh_start() {
  local -a units
  local name
  mapfile -t units < <(units_of "${UNITS[@]}")
  sc stop quantum-harvest.target "${units[@]}"
  r FLUSHALL
  rm -rf "$machine_root"/var/lib/quantum/paper-exchange/*
  # the checks read every plan and result: nothing may be trimmed before
  for name in intent-bridge apply-layer harvest-brain exitbrain; do
    env_set "$name" STREAM_MAXLEN 1000000
  done
  journal_here >"$work/replay.began"
  sc start quantum-paper-exchange
  sc start quantum-harvest.target quantum-trading-bot
  eventually 30 are_running "${SERVICES[@]}"
  eventually 20 listened_to
  echo "orders at the exchange: $(paper GET orders | jq_inside length), time $(paper_status .time)"
}
listened_to() {
  [ "$(paper_status .marketStreams)" -gt 0 ]
}

# The entries of the demo as XADD arguments, by time: AT SYMBOL NAME VALUE …
entries() {
  jq_inside -r 'sort_by(.at)[] | (if .side == "LONG" then "BUY" else "SELL" end) as $side
    | "\(.at) symbol \(.symbol) side \($side) position_usd \(.position_usd) leverage \(.leverage)"
      + (if .stop_loss then " stop_loss \(.stop_loss)" else "" end) + " source operator timestamp \(.at / 1000)"' \
    <"$ROOT/demo/data/entries.json"
}

replay_with_disturbances() {
  local -a waiting disturbances=() words
  local status time finished unit next=0 done=0 began=$SECONDS
  mapfile -t waiting < <(entries)
  for unit in "${CORE[@]}" paper-exchange trading-bot; do
    disturbances+=("stop $unit" "start $unit" "restart $unit" "kill $unit")
  done
  paper POST "speed?x=$REPLAY_SPEED" >/dev/null
  while :; do
    if ! status=$(paper GET status 2>/dev/null); then
      sleep 0.2 # the exchange is the one that was stopped
      disturb
      continue
    fi
    read -r time finished < <(jq_inside -r '"\(.time) \(.finished)"' <<<"$status")
    # after a restart the exchange stands still at the tick where it was
    [ "$finished" = true ] || [ "$(jq_inside -r '.speed | tonumber' <<<"$status")" != 0 ] || paper POST "speed?x=$REPLAY_SPEED" >/dev/null
    while [ "$next" -lt "${#waiting[@]}" ] && { [ "${waiting[$next]%% *}" -le "$time" ] || [ "$finished" = true ]; }; do
      read -r -a words <<<"${waiting[$next]#* }"
      r XADD quantum:stream:trade.intent '*' "${words[@]}" >/dev/null
      next=$((next + 1))
    done
    [ "$finished" != true ] || break
    disturb
    sleep 0.3
  done
  while [ "$done" -lt "${#disturbances[@]}" ]; do
    disturb
    sleep 0.3
  done
  eventually 60 are_active "${UNITS[@]}"
  eventually 60 settled
  echo "$next entries, $(r XLEN quantum:stream:price.update) prices, $(paper GET account | jq_inside '.trades | length') trades, \
$done disturbances in $((SECONDS - began)) s"
}

# Carries out the next disturbance, if it is time for one; a service that was stopped stays so for two seconds.
last_disturbed=0
disturb() {
  local act unit
  [ $((SECONDS - began)) -ge "$REPLAY_QUIET" ] || return 0
  if [ "$done" = 0 ] && [ ! -e "$work/pss.harvest-brain" ]; then
    for unit in "${UNITS[@]}"; do
      pss_mb "$unit" >"$work/pss.$unit"
    done
  fi
  [ "$done" -lt "${#disturbances[@]}" ] && [ $((SECONDS - last_disturbed)) -ge 2 ] || return 0
  read -r act unit <<<"${disturbances[$done]}"
  echo "$((SECONDS - began)) s: $act $unit"
  case $act in
    kill) inside kill -KILL "$(pid_of "$unit")" ;;
    *) sc "$act" "quantum-$unit" ;;
  esac
  done=$((done + 1))
  last_disturbed=$SECONDS
}

# Prints the entries of a stream as JSON objects, one a line.
stream_objects() {
  r --json XRANGE "quantum:stream:$1" - + \
    | jq_inside -c '.[] | {id: .[0]} + ([.[1] as $f | range(0; $f | length; 2) | {($f[.]): $f[. + 1]}] | add)'
}

quantities_equal() {
  local symbol exchange redis wrong=0 evidence=''
  for symbol in "${SYMBOLS[@]}"; do
    exchange=$(paper GET account | jq_inside -r --arg s "$symbol" '[.positions[] | select(.symbol == $s) | .amount | tonumber] | add // 0')
    redis=$(position "$symbol" qty)
    [ "$(position "$symbol" side)" != SHORT ] || redis=-$redis
    evidence+="$symbol $exchange, "
    awk -v a="$exchange" -v b="${redis:-0}" 'BEGIN { exit !(a + 0 == b + 0) }' || {
      wrong=$((wrong + 1))
      echo "$symbol: exchange $exchange, Redis ${redis:-0}"
    }
    [ "$(r SISMEMBER quantum:positions:open "$symbol")" = "$(r EXISTS "quantum:position:$symbol")" ] || {
      wrong=$((wrong + 1))
      echo "$symbol: positions:open and the hash disagree"
    }
  done
  echo "${evidence%, }"
  [ "$wrong" = 0 ]
}

ledgers_equal() {
  local symbol exchange ledger wrong=0 evidence=''
  for symbol in "${SYMBOLS[@]}"; do
    exchange=$(paper GET account | jq_inside -r --arg s "$symbol" \
      '[.trades[] | select(.symbol == $s) | (.realizedPnl | tonumber) - (.commission | tonumber)] | add // 0')
    ledger=$(r HGET "quantum:position:ledger:$symbol" realized_pnl)
    evidence+="$symbol ${ledger:-0}, "
    awk -v a="$exchange" -v b="${ledger:-0}" 'BEGIN { d = a - b; exit !(d < 1e-8 && d > -1e-8) }' || {
      wrong=$((wrong + 1))
      echo "$symbol: exchange $exchange, ledger ${ledger:-0}"
    }
  done
  echo "net USDT: ${evidence%, }"
  [ "$wrong" = 0 ]
}

closes_reduce_only() {
  local entries bad closes
  entries=$(stream_objects apply.plan | jq_inside -sc '[.[] | select(.action == "ENTRY_PROPOSED") | .plan_id]')
  closes=$(paper GET orders | jq_inside -c --argjson e "$entries" '[.[] | select(.clientOrderId as $c | any($e[]; . as $p | $c | contains($p)) | not)]')
  bad=$(jq_inside -r '.[] | select(.reduceOnly != true) | .clientOrderId' <<<"$closes")
  echo "$bad"
  [ -z "$bad" ]
  [ "$(jq_inside length <<<"$closes")" -gt 0 ]
  echo "$(jq_inside length <<<"$closes") close orders, $(jq_inside length <<<"$entries") entries"
}

one_result_per_plan() {
  local bad plans
  plans=$(stream_objects apply.plan | jq_inside -sc '[.[] | select(.action != "HOLD") | .id]')
  bad=$(stream_objects apply.result | jq_inside -sr --argjson plans "$plans" '
    ([.[] | .plan_stream_id // "" | select(. != "")] | group_by(.) | map({(.[0]): length}) | add // {}) as $answers
    | ($plans + ($answers | keys) | unique)[] | select($answers[.] != 1) | "plan entry \(.): \($answers[.] // 0) results"')
  echo "$bad"
  [ -z "$bad" ]
  [ "$(jq_inside length <<<"$plans")" -gt 0 ]
  echo "$(jq_inside length <<<"$plans") plans, each answered once"
}

tranches_once() {
  local bad tranches
  tranches=$(stream_objects apply.result | jq_inside -sc '[.[] | select((.status | IN("FILLED", "PARTIAL_FILL")) and (.r_level // "") != "" and (.position_id // "") != "")
    | "\(.symbol) \(.position_id) at \(.r_level)"]')
  bad=$(jq_inside -r 'group_by(.)[] | select(length > 1) | "\(.[0]): \(length) times"' <<<"$tranches")
  echo "$bad"
  [ -z "$bad" ]
  [ "$(jq_inside length <<<"$tranches")" -gt 0 ]
  echo "$(jq_inside length <<<"$tranches") tranches of $(jq_inside -r 'map(split(" ")[1]) | unique | length' <<<"$tranches") positions"
}

everything_read() {
  eventually 10 settled # prices come every second: one look may meet one in flight
  echo "${#GROUPS_READ[@]} groups: lag 0, pending 0"
}

no_dead_letters() {
  r XRANGE quantum:stream:deadletter - + COUNT 5
  [ "$(r XLEN quantum:stream:deadletter)" = 0 ]
  echo "0 dead letters"
}

# Lines at ERROR are alarms, which ask the operator for something; the units' own trouble here was made by this test.
journal_sensible() {
  local here errors warnings lines odd
  here=$(<"$work/replay.began")
  lines=$(inside journalctl --since="$here" -u 'quantum-*' -o cat -q _TRANSPORT=stdout | wc -l)
  warnings=$(inside journalctl --since="$here" -u 'quantum-*' -o cat -q -p warning _TRANSPORT=stdout)
  errors=$(inside journalctl --since="$here" -u 'quantum-*' -o cat -q -p err _TRANSPORT=stdout | grep -vF '[ALARM]' || true)
  head -n 15 <<<"$warnings"
  echo "$errors"
  [ -z "$errors" ]
  odd=$(inside journalctl --since="$here" -u 'quantum-*' -o cat -q _TRANSPORT=stdout | grep -E '^<[0-7]>|^[[:space:]]+at ' || true)
  [ -z "$odd" ] # a priority that journald did not take off, a stack trace in lines of its own
  echo "$lines lines of the services, $(grep -c . <<<"$warnings" || true) at warning or above, none an error"
}
