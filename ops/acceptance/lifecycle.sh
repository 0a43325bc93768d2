# shellcheck shell=bash
# Sourced by ops/acceptance.sh: upgrade, an upgrade that must roll back, removal, purge.

stage_lifecycle() {
  stage "Upgrade, rollback, removal, purge"
  with_suite
  check "upgrade: new version runs, settings kept, every service restarted" upgrade_works
  check "a downgrade, unattended, and up again" downgrade_works
  check "an upgrade that does not start: the version before runs again" broken_upgrade_rolls_back
  check "removal with an open position: warned, and the position named" removal_warns
  check "removal: programs gone, settings and data stay" removal_keeps_data
  check "installing again finds the settings" reinstall_finds_settings
  check "purge: settings, data and user gone, Redis untouched" purge_leaves_nothing
}

settings_sum() {
  inside sh -c 'cat /etc/quantum/*.env | sha256sum'
}

upgrade_works() {
  local settings before unit same=0
  settings=$(settings_sum)
  before=" $(pids_of "${UNITS[@]}")"
  install_package next
  [ "$(inside cat /opt/quantum/VERSION)" = "$VERSION_NEXT" ]
  [ "$(settings_sum)" = "$settings" ]
  are_active "${UNITS[@]}"
  is_configured
  grep -q "$CHANGED_DEFAULT" "$machine_root/opt/quantum/env/harvest-brain.env" # the shipped default came along
  for unit in "${UNITS[@]}"; do
    [[ $before != *" $(pid_of "$unit") "* ]] || same=$((same + 1))
  done
  eventually 30 are_running "${SERVICES[@]}"
  [ "$same" = 0 ]
  echo "$(installed_version): ${#UNITS[@]} units active with new processes, /etc/quantum unchanged"
}

# Without any answer to give: a question of dpkg would leave the package half configured.
is_configured() {
  # shellcheck disable=SC2016 # dpkg's own variable
  [ "$(inside dpkg-query -W -f '${db:Status-Abbrev}' quantum-harvest)" = 'ii ' ]
}

downgrade_works() {
  local settings
  settings=$(settings_sum)
  install_package this
  is_configured
  not grep -q "$CHANGED_DEFAULT" "$machine_root/opt/quantum/env/harvest-brain.env"
  [ "$(settings_sum)" = "$settings" ]
  eventually 30 are_running "${SERVICES[@]}"
  local down
  down=$(installed_version | tail -n 1)
  install_package next
  is_configured
  [ "$(settings_sum)" = "$settings" ]
  eventually 30 are_running "${SERVICES[@]}"
  echo "to $down and up to $(installed_version | tail -n 1), /etc/quantum unchanged, configured both times"
}

removal_warns() {
  # dpkg keeps the failed attempt on its books: a good version first
  install_package next
  r SADD quantum:positions:open TESTUSDT
  r HSET quantum:position:TESTUSDT symbol TESTUSDT side LONG qty 1 entry_price 100 position_id t1 opened_at "$(date +%s)"
  removal=$(inside apt-get remove -y -q quantum-harvest 2>&1)
  r SREM quantum:positions:open TESTUSDT
  r DEL quantum:position:TESTUSDT
  echo "$removal" >"$work/removal.log"
  grep -F WARNING <<<"$removal"
  grep -F TESTUSDT <<<"$removal"
}

broken_upgrade_rolls_back() {
  local settings code
  settings=$(settings_sum)
  install_package broken && code=0 || code=$?
  [ "$code" != 0 ]
  eventually 60 are_active "${UNITS[@]}"
  eventually 30 are_running "${SERVICES[@]}"
  [ "$(inside cat /opt/quantum/VERSION)" = "$VERSION_NEXT" ]
  [ "$(settings_sum)" = "$settings" ]
  work_is_done
  echo "apt failed with $code, /opt/quantum is $(inside cat /opt/quantum/VERSION) again, ${#UNITS[@]} units active"
}

removal_keeps_data() {
  [ -z "$(inside pgrep -u quantum || true)" ]
  not inside test -e /opt/quantum/bin
  inside test -e /etc/quantum/harvest-brain.env
  inside test -d /var/lib/quantum/paper-exchange
  [ -z "$(sc list-units --no-legend --plain --state=active,failed 'quantum-*')" ]
  echo "no process, no /opt/quantum/bin; $(inside find /etc/quantum /var/lib/quantum -type f | wc -l) files stay"
}

reinstall_finds_settings() {
  install_package next
  grep -q "^VENUE_REST_URL=.*:$PAPER_PORT" "$machine_root/etc/quantum/apply-layer.env"
  [ -z "$(sc list-units --no-legend --plain --state=active,activating,failed 'quantum-*.service')" ]
  sc start quantum-paper-exchange quantum-harvest.target
  eventually 60 are_active paper-exchange "${CORE[@]}"
  eventually 30 are_running "${CORE[@]}"
  echo "settings kept, nothing started by itself, ${#CORE[@]} services active after systemctl start"
}

purge_leaves_nothing() {
  local keys
  keys=$(r DBSIZE)
  inside apt-get purge -y -q quantum-harvest
  local left
  left=$(inside find /opt /etc /var/lib /usr/lib/systemd /home -path '*quantum*' ! -path '*/redis/*' ! -path '/var/lib/dpkg/*' ! -path '/var/lib/systemd/*' 2>/dev/null || true)
  echo "$left"
  [ -z "$left" ]
  [ -z "$(inside pgrep -u quantum 2>/dev/null || true)" ]
  not inside getent passwd quantum
  sc restart redis-server
  eventually 20 redis_answers
  [ "$(r CONFIG GET appendonly | tail -n 1)" = yes ]
  echo "no file, no process, no user; Redis, configured by us, starts and has its keys ($keys before, $(r DBSIZE) now)"
}
