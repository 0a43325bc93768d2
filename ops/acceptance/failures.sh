# shellcheck shell=bash
# Sourced by ops/acceptance.sh: what systemd does for a service that dies, hangs, is set wrong, or whose Redis goes away.

stage_failures() {
  stage "Failures"
  with_suite
  check "SIGKILL: each service is started again" killed_come_back
  check "SIGSTOP: the watchdog restarts each service" stopped_come_back
  check "restart of redis-server: all recover by themselves" redis_restart_survived
  check "Redis away for 20 s: nobody gives up" redis_outage_survived
  local unit
  for unit in "${UNITS[@]}"; do
    check "wrong setting, $unit: failed with 78, said why, no restart loop" wrong_setting_stops "$unit"
  done
  check "all are active again" all_active
}

restarts_of() {
  local unit
  for unit in "$@"; do
    printf '%s ' "$(prop "$unit" NRestarts)"
  done
}

killed_come_back() {
  local before=() unit i=0 came=''
  for unit in "${UNITS[@]}"; do
    before+=("$(pid_of "$unit")")
    inside kill -KILL "${before[-1]}"
  done
  for unit in "${UNITS[@]}"; do
    eventually 30 came_back "$unit" "${before[$i]}"
    came+="$unit $(prop "$unit" NRestarts), "
    i=$((i + 1))
  done
  eventually 30 are_running "${SERVICES[@]}"
  echo "restarts: ${came%, }"
}
came_back() {
  is_active "$1" && [ "$(pid_of "$1")" != "$2" ]
}

stopped_come_back() {
  local here before=() unit i=0 began=$SECONDS
  here=$(journal_here)
  for unit in "${UNITS[@]}"; do
    [ "$(prop "$unit" WatchdogUSec)" != 0 ]
    before+=("$(pid_of "$unit")")
    inside kill -STOP "${before[-1]}"
  done
  for unit in "${UNITS[@]}"; do
    eventually 75 came_back "$unit" "${before[$i]}"
    says_since "$here" "$unit" "atchdog timeout"
    i=$((i + 1))
  done
  eventually 30 are_running "${SERVICES[@]}"
  echo "${#UNITS[@]} services stood still, all restarted after $((SECONDS - began)) s; $(said_since "$here" harvest-brain 'atchdog timeout' | first)"
}

redis_restart_survived() {
  local before after
  before=$(pids_of "${UNITS[@]}")
  sc restart redis-server
  eventually 20 redis_answers
  work_is_done
  after=$(pids_of "${UNITS[@]}")
  echo "processes before: $before, after: $after"
  [ "$before" = "$after" ]
  echo "no process was restarted, a price reaches every consumer again"
}

redis_outage_survived() {
  local before after away
  before=$(pids_of "${UNITS[@]}")
  sc stop redis-server
  sleep 20
  after=$(pids_of "${UNITS[@]}")
  away=$({ sc is-active "${UNITS[@]/#/quantum-}" || true; } | sort | uniq -c | xargs)
  sc start redis-server # whatever was found, the checks that follow need it
  echo "processes before: $before, after: $after, $away"
  [ "$before" = "$after" ]
  [ "$away" = "${#UNITS[@]} active" ]
  work_is_done
  echo "active all the while with the same processes; afterwards a price reaches every consumer again"
}

# A price goes all the way from the exchange through every consumer, and every health says running.
work_is_done() {
  local time price
  price=$(paper_status .prices.ETHUSDT) # no other than it was: whatever is open decides nothing
  eventually 45 are_running "${SERVICES[@]}"
  time=$(($(paper_status .time) + 1000))
  paper POST "price?symbol=ETHUSDT&price=$price&time=$time" >/dev/null
  eventually 30 ticker_has_time ETHUSDT "$time"
  eventually 30 settled
}
ticker_has_time() {
  awk -v a="$(r HGET "quantum:ticker:$1" timestamp)" -v b="$2" 'BEGIN { exit !(a * 1000 == b + 0 || a == b + 0) }'
}

wrong_setting_stops() {
  local unit=$1 file=$machine_root/etc/quantum/$1.env name=LOG_LEVEL here code
  here=$(journal_here)
  [ "$unit" != paper-exchange ] || name=PAPER_SPEED
  cp -p "$file" "$work/env.before"
  env_set "$unit" "$name" 'nonsense'
  sc restart "quantum-$unit" && code=0 || code=$?
  cp -p "$work/env.before" "$file"
  eventually 5 is_failed "$unit"
  [ "$code" != 0 ]
  [ "$(prop "$unit" ExecMainStatus)" = 78 ]
  [ "$(prop "$unit" NRestarts)" = 0 ]
  says_since "$here" "$unit" "$name"
  local said
  said=$(said_since "$here" "$unit" "$name" | first)
  sc reset-failed "quantum-$unit"
  sc start --no-block "quantum-$unit" # the last check waits for all of them
  echo "ExecMainStatus=78 NRestarts=0: $said"
}
is_failed() {
  [ "$(prop "$1" ActiveState)" = failed ]
}

all_active() {
  eventually 60 are_active "${UNITS[@]}"
  eventually 30 are_running "${SERVICES[@]}"
  work_is_done
  echo "$(sc is-active quantum-harvest.target), ${#UNITS[@]} units active"
}
