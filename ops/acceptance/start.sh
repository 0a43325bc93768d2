# shellcheck shell=bash
# Sourced by ops/acceptance.sh: configured for the paper exchange, started by the target; start-up time and memory.

declare -A ready_together=() ready_alone=() pss_idle=() pss_replay=()

stage_start() {
  stage "Start"
  with_package
  configure_suite
  check "Redis made durable: configure_redis.sh, twice" redis_configured
  check "the paper exchange is enabled and started" paper_starts
  check "systemctl start quantum-harvest.target: all active" target_starts
  check "trading bot, console and alerts join it by being enabled" others_start
  measure ready_together ready_ms "${UNITS[@]}"
  check "every service says in Redis that it is running" all_running
  check "secrets are not to be seen in systemctl show, ps or the journal" secrets_hidden
  check "shadow: test_harvest_brain.sh passes and no order is sent" shadow_sends_nothing
  alone
  measure pss_idle pss_mb "${UNITS[@]}"
}

configure_suite() {
  local symbols
  symbols=$(IFS=,; echo "${SYMBOLS[*]}")
  env_set paper-exchange PAPER_PRICES_DIR "$STORE/prices"
  env_set paper-exchange PAPER_PORT "$PAPER_PORT"
  env_set paper-exchange PAPER_START "$PAPER_START"
  env_set paper-exchange PAPER_STATE_DIR /var/lib/quantum/paper-exchange
  secret_set paper-exchange PAPER_API_KEY "$PAPER_KEY"
  secret_set paper-exchange PAPER_API_SECRET "$PAPER_SECRET"
  env_set marketstate SYMBOLS "$symbols"
  env_set marketstate MARKET_REST_URL "http://127.0.0.1:$PAPER_PORT"
  env_set marketstate MARKET_WS_URL "ws://127.0.0.1:$PAPER_PORT"
  env_set marketstate MARKET_REPLAY true
  env_set intent-bridge INTENT_BRIDGE_ALLOWLIST "$symbols"
  env_set apply-layer VENUE paper
  env_set apply-layer VENUE_REST_URL "http://127.0.0.1:$PAPER_PORT"
  env_set apply-layer APPLY_ALLOWLIST "$symbols"
  secret_set apply-layer BINANCE_API_KEY "$PAPER_KEY"
  secret_set apply-layer BINANCE_API_SECRET "$PAPER_SECRET"
  env_set trading-bot SYMBOLS "$symbols"
  env_set trading-bot MARKET_REST_URL "http://127.0.0.1:$PAPER_PORT"
  env_set harvest-proposal SYMBOLS "$symbols"
  env_set risk-proposal SYMBOLS "$symbols"
  # recorded prices are old by the wall clock
  env_set intent-bridge ENTRY_MAX_AGE_SEC 0
  env_set apply-layer ENTRY_MAX_AGE_SEC 0
  env_set apply-layer APPLY_PRICE_SILENCE_SEC 0
  env_set harvest-brain HARVEST_REQUIRE_FRESH_SNAPSHOT_SEC 0
  env_set exitbrain EXITBRAIN_REQUIRE_FRESH_SNAPSHOT_SEC 0
}

redis_configured() {
  inside /opt/quantum/ops/configure_redis.sh --acl
  inside /opt/quantum/ops/configure_redis.sh --acl
  [ "$(grep -c '^include /etc/redis/quantum.conf' "$machine_root/etc/redis/redis.conf")" = 1 ]
  sc restart redis-server
  eventually 20 redis_answers
  local aof policy
  aof=$(r CONFIG GET appendonly | tail -n 1)
  policy=$(r CONFIG GET maxmemory-policy | tail -n 1)
  [ "$aof" = yes ] && [ "$policy" = noeviction ]
  echo "after a restart of Redis: appendonly $aof, $policy, users: $(r ACL USERS | tr '\n' ' ')"
}
redis_answers() {
  [ "$(r PING 2>/dev/null)" = PONG ]
}

paper_starts() {
  sc enable --now quantum-paper-exchange
  is_active paper-exchange
  eventually 10 paper_answers
  paper POST 'advance?bars=1' >/dev/null # every symbol has a price now
  echo "$(sc is-enabled quantum-paper-exchange), $(paper_status '"\(.ticksTotal) prices of \(.prices | length) symbols"')"
}
paper_answers() {
  paper GET status >/dev/null 2>&1
}

target_starts() {
  local began=${EPOCHREALTIME/./}
  sc start quantum-harvest.target
  eventually 60 are_active "${CORE[@]}"
  echo "${#CORE[@]} services active $(((${EPOCHREALTIME/./} - began) / 1000)) ms after the command"
}

others_start() {
  local unit
  for unit in trading-bot console alerts; do
    sc enable --now "quantum-$unit"
    is_active "$unit"
  done
  echo "$(sc list-dependencies --plain quantum-harvest.target | grep -c 'quantum-.*\.service') services of the target; alerts: $(prop alerts StatusText)"
}

all_running() {
  eventually 20 are_running "${SERVICES[@]}"
  echo "quantum:health:*: ${#SERVICES[@]} of ${#SERVICES[@]} running"
}

secrets_hidden() {
  local unit seen
  seen=$(
    for unit in "${UNITS[@]}"; do
      sc show "quantum-$unit"
      tr '\0' '\n' <"/proc/$machine_leader/root/proc/$(pid_of "$unit")/environ"
      tr '\0' '\n' <"/proc/$machine_leader/root/proc/$(pid_of "$unit")/cmdline"
    done
    inside journalctl -o cat
    r XRANGE quantum:stream:apply.result - +
    r HGETALL quantum:health:apply-layer
  )
  [ "$(grep -cF "$PAPER_KEY" <<<"$seen" || true)" = 0 ]
  [ "$(grep -cF "$PAPER_SECRET" <<<"$seen" || true)" = 0 ]
  grep -F "$PAPER_SECRET" "$machine_root/etc/quantum/credentials/apply-layer/BINANCE_API_SECRET" >/dev/null
  echo "not in systemctl show, environment and command line of ${#UNITS[@]} processes, journal, results, health"
}

shadow_sends_nothing() {
  inside /opt/quantum/ops/test_harvest_brain.sh --mode shadow --policy kernel
  [ "$(paper GET orders | jq_inside length)" = 0 ]
  echo "harvest.suggestions: $(r XLEN quantum:stream:harvest.suggestions), trade.intent: $(r XLEN quantum:stream:trade.intent), orders at the exchange: 0"
}

# --- Measuring -----------------------------------------------------------------------------------------------------

# measure TABLE COMMAND NAME…: keeps what the command says of each service.
measure() {
  local -n table=$1
  local command=$2 name
  shift 2
  for name in "$@"; do
    table[$name]=$("$command" "$name")
  done
}

# Milliseconds from the start of the process until it said that it is ready.
ready_ms() {
  local began ready
  began=$(prop "$1" ExecMainStartTimestampMonotonic)
  ready=$(prop "$1" ActiveEnterTimestampMonotonic)
  echo $(((ready - began) / 1000))
}

# Megabytes of memory that are a service's own share.
pss_mb() {
  awk '/^Pss:/ { printf "%.1f", $2 / 1024 }' "/proc/$machine_leader/root/proc/$(pid_of "$1")/smaps_rollup" 2>/dev/null || echo 0
}

# Each started while nothing else starts.
alone() {
  local unit
  for unit in "${UNITS[@]}"; do
    sc restart "quantum-$unit" || true
    ready_alone[$unit]=$(ready_ms "$unit")
  done
  eventually 20 are_running "${SERVICES[@]}" || true
}

print_footprint() {
  local unit six
  [ "${#ready_alone[@]}" -gt 0 ] || return 0
  printf '\n%-20s | %12s | %15s | %9s | %11s\n' Service 'ready alone' 'ready together' 'PSS idle' 'PSS replay'
  printf '%-20s | %12s | %15s | %9s | %11s\n' '' ms ms MB MB
  for unit in "${UNITS[@]}"; do
    printf '%-20s | %12s | %15s | %9s | %11s\n' "$unit" "${ready_alone[$unit]:-}" "${ready_together[$unit]:-}" "${pss_idle[$unit]:-}" \
      "${pss_replay[$unit]:-}"
  done
  for six in idle replay; do
    [ "$(six_core "pss_$six")" != 0.0 ] || continue
    echo "six core services together, $six: $(six_core "pss_$six") MB"
  done
  echo "aims: ready within 1000 ms, 80 MB each, 400 MB for six ($(nproc) cores here); not asserted"
}

# The chain from prices to orders, and the risk proposals it takes its stops from.
six_core() {
  local -n table=$1
  local unit
  for unit in marketstate intent-bridge apply-layer harvest-brain exitbrain risk-proposal; do
    echo "${table[$unit]:-0}"
  done | awk '{ sum += $1 } END { printf "%.1f", sum }'
}

write_json() {
  local unit separator=
  {
    printf '{\n  "package": %s,\n  "failed": %s,\n  "checks": [\n' "$(json_text "$(basename "$package")")" "$failures"
    checks_as_json
    printf '  ],\n  "services": [\n'
    for unit in "${UNITS[@]}"; do
      printf '%s    {"unit": "quantum-%s", "ready_alone_ms": %s, "ready_together_ms": %s, "pss_idle_mb": %s, "pss_replay_mb": %s}' "$separator" \
        "$unit" "${ready_alone[$unit]:-null}" "${ready_together[$unit]:-null}" "${pss_idle[$unit]:-null}" "${pss_replay[$unit]:-null}"
      separator=$',\n'
    done
    printf '\n  ]\n}\n'
  } >"$1"
}
