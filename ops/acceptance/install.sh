# shellcheck shell=bash
# Sourced by ops/acceptance.sh: installing starts nothing and leaves everything harmless.

EXPOSURE_AT_MOST=2.0

stage_install() {
  stage "Install"
  check "the machine boots" machine_runs
  check "apt installs the package" install_package this
  check "the machine has no Java of its own, the package's runs" brings_its_java
  check "lintian finds no error" lintian_is_silent
  check "what was said after installing: two lines, the practice first" said_after_install
  check "installing starts and enables nothing" nothing_started
  check "shadow, dry run and paper are the defaults" harmless_defaults
  check "credentials folders are for root only" credentials_private
  check "systemd-analyze verify finds nothing" units_verify
  check "exposure of each unit is at most $EXPOSURE_AT_MOST" units_hardened
}

machine_runs() {
  local failed
  failed=$(sc --failed --no-legend --plain | sed 's/ .*//' | tr '\n' ' ')
  echo "failed units: $failed"
  [ -z "$failed" ]
  echo "$(sc is-system-running), lo: $(inside ip -br addr show lo | tr -s ' ')"
}

# install_package this|next|broken
install_package() {
  inside apt-get install -y -q --allow-downgrades -o Dpkg::Use-Pty=0 "$STORE/$1.deb" >"$work/install.log" 2>&1 || {
    cat "$work/install.log"
    return 1
  }
  cat "$work/install.log"
  installed_version
}

# It is the packager's tool, and runs where the package was built.
lintian_is_silent() {
  command -v lintian >/dev/null || { echo "NOT RUN: no lintian on this machine"; return 0; }
  local said
  said=$(lintian --fail-on error --tag-display-limit 0 "$work/packages/this.deb" 2>&1) || { echo "$said"; return 1; }
  echo "$said"
  echo "lintian: $(grep -c '^W:' <<<"$said" || true) warnings, 0 errors; overrides: $(grep -c '^quantum-harvest:' "$ROOT/deploy/package/lintian-overrides")"
}

said_after_install() {
  local said
  said=$(grep -A1 '^quantum-harvest .* is installed' "$work/install.log")
  echo "$said"
  [[ $(sed -n 1p <<<"$said") == *"quantum practice"* ]]
  [[ $(sed -n 2p <<<"$said") == *install.md* ]]
}

brings_its_java() {
  not inside sh -c 'command -v java'
  inside /opt/quantum/runtime/bin/java -version 2>&1 | first
}

nothing_started() {
  local running enabled
  running=$(sc list-units --no-legend --plain --state=active,activating,failed 'quantum-*')
  enabled=$(sc list-unit-files --no-legend --plain --state=enabled 'quantum-*' || true) # it answers 1 for none
  echo "$running$enabled"
  [ -z "$running$enabled" ]
  for unit in "${UNITS[@]}"; do
    sc cat "quantum-$unit.service" >/dev/null
  done
  echo "${#UNITS[@]} units and the target known, 0 active, 0 enabled"
}

harmless_defaults() {
  local wrong
  wrong=$(grep -E '^(HARVEST_MODE|EXITBRAIN_MODE)=live|^VENUE=binance|^ALLOW_MAINNET=yes|^BOT_(MODE|DRY_RUN)=(live|false)' "$machine_root"/opt/quantum/env/*.env "$machine_root"/etc/quantum/*.env || true)
  echo "$wrong"
  [ -z "$wrong" ]
  echo "$(find "$machine_root/etc/quantum" -name '*.env' | wc -l) env files, none with live, a venue with money, or a bot that trades"
}

credentials_private() {
  local open
  open=$(inside find /etc/quantum/credentials -mindepth 1 '(' ! -user root -o -perm /077 ')')
  echo "$open"
  [ -z "$open" ]
  inside stat -c '%n %U %a' /etc/quantum/credentials/apply-layer
}

units_verify() {
  local found
  # what it says of other units of this Debian is not ours to mend
  local -a files
  mapfile -t files < <(units_of "${UNITS[@]}")
  found=$(inside systemd-analyze verify quantum-harvest.target "${files[@]}" 2>&1 | grep quantum || true)
  echo "$found"
  [ -z "$found" ]
  echo "${#UNITS[@]} units and the target"
}

units_hardened() {
  local unit exposure evidence='' bad=0
  for unit in "${UNITS[@]}"; do
    exposure=$(inside systemd-analyze security --no-pager "quantum-$unit.service" | sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p')
    [ -n "$exposure" ] || exposure=99
    evidence+="$unit $exposure, "
    awk -v e="$exposure" -v m="$EXPOSURE_AT_MOST" 'BEGIN { exit !(e <= m) }' || bad=$((bad + 1))
  done
  echo "${evidence%, }"
  [ "$bad" = 0 ]
}
