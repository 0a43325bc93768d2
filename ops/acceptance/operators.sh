# shellcheck shell=bash
# Sourced by ops/acceptance.sh: every script of ops/ against the running suite, as its --help says.

stage_operators() {
  stage "Operators' scripts"
  with_suite
  check "every script has --help" scripts_have_help
  check "systemctl reload: a wrong setting stops nothing and is named, a right one is taken up" settings_reloaded
  check "verify_harvest_system.sh" script_passes verify_harvest_system.sh
  # its exit code is that of quantum status, which finds something while a service is still settling after the replay
  check "monitor_harvest_brain.sh --once" eventually 60 script_passes monitor_harvest_brain.sh --once
  check "harvest_brain_proof.sh" brain_proved
  check "test_harvest_brain.sh --yes-live" script_passes test_harvest_brain.sh --yes-live
  check "proof_pack_harvest_proposal.sh" script_passes proof_pack_harvest_proposal.sh
  check "inspect.sh ETHUSDT" script_passes inspect.sh ETHUSDT
  check "fix_harvest_brain_offset.sh with a backlog" backlog_is_skipped
  check "harvest_brain_rollback.sh: shadow, restarted, kill switch as before" rollback_to_shadow
  check "harvest_brain_rollback.sh --undo: live again" rollback_undone
  check "deploy_harvest_fix.sh with a broken build: rolls back" broken_deploy_rolls_back
  check "deploy_harvest_fix.sh with a good build" good_deploy_works
  check "deploy_harvest_proposal_publisher.sh" script_passes deploy_harvest_proposal_publisher.sh
}

script_passes() {
  local script=$1
  shift
  inside "/opt/quantum/ops/$script" "$@"
}

scripts_have_help() {
  local script count=0
  for script in "$machine_root"/opt/quantum/ops/*.sh; do
    [ "$(head -c 2 "$script")" = '#!' ] || continue # sourced by the others
    [[ $(inside "/opt/quantum/ops/$(basename "$script")" --help) == *Usage:* ]]
    count=$((count + 1))
  done
  [ "$count" -ge 9 ]
  echo "$count scripts"
}

brain_proved() {
  local said ledgers
  ledgers=$(r --scan --pattern 'quantum:position:ledger:*' | grep -c .) || true
  said=$(inside /opt/quantum/ops/harvest_brain_proof.sh)
  echo "$said"
  [[ $said == *" $ledgers ledgers"* ]] # all were looked at: after a replay those of every symbol
}

settings_reloaded() {
  local pid here
  pid=$(pid_of harvest-brain)
  here=$(journal_here)
  env_set harvest-brain HARVEST_MAX_ACTIONS_PER_MIN many
  not sc reload quantum-harvest-brain
  [ "$(pid_of harvest-brain)" = "$pid" ]
  is_active harvest-brain
  eventually 10 says_since "$here" harvest-brain HARVEST_MAX_ACTIONS_PER_MIN
  said_since "$here" harvest-brain HARVEST_MAX_ACTIONS_PER_MIN | first
  env_set harvest-brain HARVEST_MAX_ACTIONS_PER_MIN 29
  sc reload quantum-harvest-brain
  [ "$(pid_of harvest-brain)" != "$pid" ]
  is_active harvest-brain
  eventually 10 says_since "$here" harvest-brain "max_actions_per_min=29"
}

backlog_is_skipped() {
  local i lag price
  price=$(paper_status .prices.ETHUSDT) # one that decides nothing, whatever is open
  sc stop quantum-harvest-brain
  for i in 1 2 3 4 5; do
    r EVAL "for i = 1, 100 do redis.call('XADD', KEYS[1], '*', 'symbol', 'ETHUSDT', 'status', 'PRICE_UPDATE', 'price', ARGV[2], 'timestamp', ARGV[1]) end" \
      1 quantum:stream:price.update "$(($(paper_status .time) / 1000 + i))" "$price" >/dev/null
  done
  lag=$(lag_of_brain)
  [ "$lag" -ge 500 ]
  inside /opt/quantum/ops/fix_harvest_brain_offset.sh --yes
  [ "$(lag_of_brain)" = 0 ]
  sc start quantum-harvest-brain
  eventually 20 settled
  echo "lag $lag before, $(lag_of_brain) after"
}
lag_of_brain() {
  r --json XINFO GROUPS quantum:stream:price.update | jq_inside '.[] | select(.name == "harvest_brain") | .lag'
}

rollback_to_shadow() {
  local pid here
  pid=$(pid_of harvest-brain)
  here=$(journal_here)
  inside /opt/quantum/ops/harvest_brain_rollback.sh
  [ "$(pid_of harvest-brain)" != "$pid" ]
  eventually 10 says_since "$here" harvest-brain "mode=shadow"
  [ "$(r GET quantum:kill)" != 1 ]
  said_since "$here" harvest-brain "mode=shadow" | first
}

rollback_undone() {
  local here
  here=$(journal_here)
  inside /opt/quantum/ops/harvest_brain_rollback.sh --undo
  eventually 10 says_since "$here" harvest-brain "mode=live"
  said_since "$here" harvest-brain "mode=live" | first
}

broken_deploy_rolls_back() {
  local version code
  version=$(inside cat /opt/quantum/VERSION)
  inside /opt/quantum/ops/deploy_harvest_fix.sh --yes "$STORE/broken.deb" && code=0 || code=$?
  [ "$code" != 0 ]
  [ "$(inside cat /opt/quantum/VERSION)" = "$version" ]
  eventually 30 are_active "${UNITS[@]}"
  eventually 30 are_running "${SERVICES[@]}"
  echo "exit code $code, version $version runs again"
}

good_deploy_works() {
  local before
  before=$(pid_of harvest-brain)
  inside /opt/quantum/ops/deploy_harvest_fix.sh --yes "$STORE/this.deb"
  are_active "${UNITS[@]}"
  [ "$(pid_of harvest-brain)" != "$before" ]
  echo "version $(inside cat /opt/quantum/VERSION), ${#UNITS[@]} units active"
}
