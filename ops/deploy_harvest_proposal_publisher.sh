#!/usr/bin/env bash
# Puts harvest-proposal-publisher to work: enables and starts its unit, then proves that it works and cannot trade.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ops/units.sh
. "$HERE/units.sh"

UNIT=quantum-harvest-proposal

usage() {
  cat <<HELP
Usage: $(basename "$0") [options]

1. the unit is installed, its settings are there
2. systemctl enable and restart $UNIT, which returns when it is ready
3. the seven proofs of proof_pack_harvest_proposal.sh, until they hold or the time is over
If the start or a proof fails, the unit is put back as it was: disabled or stopped if it was so before. Run it as root.

  --symbols LIST     what the proofs are about, comma-separated; default SYMBOLS of its env file, else the open positions
  --env-file FILE    its settings (default /etc/quantum/harvest-proposal.env)
  --unit-file FILE   copied to /etc/systemd/system where the unit is not installed yet
  --timeout SEC      for the start, and for the proofs, 1 to 600 (default 90)
  --help             this text

Environment: as of proof_pack_harvest_proposal.sh.

Exit code: 0 it runs and all is proved, 1 it failed and was put back, 2 refused or not possible, 3 no systemd (nothing was
changed at 2 and 3).
HELP
}

refuse() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

symbols=
env_file=/etc/quantum/harvest-proposal.env
unit_file=
timeout=90
while [ $# -gt 0 ]; do
  case $1 in
    --symbols | --env-file | --unit-file | --timeout)
      [ $# -ge 2 ] || refuse "$1 needs a value"
      case $1 in
        --symbols) symbols=$2 ;;
        --env-file) env_file=$2 ;;
        --unit-file) unit_file=$2 ;;
        --timeout) timeout=$2 ;;
      esac
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option '$1', see --help" ;;
  esac
  shift
done
[[ $timeout =~ ^[1-9][0-9]{0,2}$ && $timeout -le 600 ]] || refuse "--timeout must be 1 to 600 seconds, was '$timeout'"
need_systemd "$UNIT cannot be started"

echo "1. $UNIT"
[ -r "$env_file" ] || refuse "cannot read $env_file"
copied=no
if ! systemctl cat "$UNIT" >/dev/null 2>&1; then
  [ -n "$unit_file" ] || refuse "$UNIT is not installed: install the package, or give --unit-file"
  [ -r "$unit_file" ] || refuse "cannot read $unit_file"
  install -m 0644 "$unit_file" "/etc/systemd/system/$UNIT.service"
  systemctl daemon-reload
  copied=yes
fi
was_enabled=no
was_active=no
! systemctl is-enabled --quiet "$UNIT" 2>/dev/null || was_enabled=yes
! is_active "$UNIT" || was_active=yes

put_back() {
  trap - INT TERM HUP
  echo "FAILED: $*" >&2
  [ "$was_active" = yes ] || systemctl stop "$UNIT" || true
  [ "$was_enabled" = yes ] || systemctl disable "$UNIT" >/dev/null 2>&1 || true
  if [ "$copied" = yes ]; then
    rm -f "/etc/systemd/system/$UNIT.service"
    systemctl daemon-reload || true
  fi
  echo "$UNIT is as before: active $was_active, enabled $was_enabled. Look at journalctl -u $UNIT -n 50" >&2
  exit 1
}
trap 'put_back interrupted' INT TERM HUP

echo "2. enable and start"
systemctl enable "$UNIT" >/dev/null 2>&1 || put_back "systemctl enable $UNIT"
timeout "$timeout" systemctl restart "$UNIT" || put_back "$UNIT did not become ready within $timeout s"

echo "3. proofs"
options=(--env "$env_file")
[ -z "$symbols" ] || options+=(--symbols "$symbols")
end=$((SECONDS + timeout))
# the first proposals come with its first cycle, market states with market-state's first minutes
until proofs=$("$HERE/proof_pack_harvest_proposal.sh" "${options[@]}" 2>&1); do
  if [ "$SECONDS" -ge "$end" ]; then
    echo "$proofs"
    put_back "not proved within $timeout s"
  fi
  sleep 2
done
trap - INT TERM HUP
echo "$proofs"
echo "done: $UNIT runs and is enabled"
