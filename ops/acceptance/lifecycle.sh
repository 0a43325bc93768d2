# shellcheck shell=bash
# Sourced by ops/acceptance.sh: upgrade, an upgrade that must roll back, removal, purge.

stage_lifecycle() {
  stage "Upgrade, rollback, removal, purge"
  check "upgrade: new version runs, settings kept, every service restarted" upgrade_works
  check "an upgrade that does not start: the version before runs again" broken_upgrade_rolls_back
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
  for unit in "${UNITS[@]}"; do
    [[ $before != *" $(pid_of "$unit") "* ]] || same=$((same + 1))
  done
  eventually 30 are_running "${SERVICES[@]}"
  [ "$same" = 0 ]
  echo "$(installed_version): ${#UNITS[@]} units active with new processes, /etc/quantum unchanged"
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
  # dpkg keeps the failed attempt on its books: a good version first
  install_package next
  inside apt-get remove -y -q quantum-harvest
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
  inside /opt/quantum/ops/configure_redis.sh --remove
  inside apt-get purge -y -q quantum-harvest
  local left
  left=$(inside find /opt /etc /var/lib /usr/lib/systemd /home -path '*quantum*' ! -path '*/redis/*' ! -path '/var/lib/dpkg/*' ! -path '/var/lib/systemd/*' 2>/dev/null || true)
  echo "$left"
  [ -z "$left" ]
  [ -z "$(inside pgrep -u quantum 2>/dev/null || true)" ]
  not inside getent passwd quantum
  sc restart redis-server
  eventually 20 redis_answers
  echo "no file, no process, no user; Redis answers and has its keys ($keys before, $(r DBSIZE) now)"
}
