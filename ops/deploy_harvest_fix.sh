#!/usr/bin/env bash
# Brings a new build onto this machine: stop, deploy, verify, start; takes the old one back if it fails. --help says more.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ops/units.sh
. "$HERE/units.sh"

usage() {
  cat <<HELP
Usage: $(basename "$0") [options] FILE

FILE is quantum-harvest_VERSION_amd64.deb or quantum-harvest-VERSION.tar.gz.

1. looks into FILE: a build that is not whole is refused before anything is stopped
2. keeps the present build (release.sh backup)
3. stops the suite's units that are active, the last of the chain first; until the start only the stops that rest at the exchange act
4. deploys FILE to /opt/quantum; settings in /etc/quantum stay
5. verifies: every jar, launcher and the version are there
6. starts what was active, in order; each must become ready and give a sign of life in Redis
If anything after 3 fails, release.sh rollback brings the kept build back and all of it is started again. Run it as root.

  --yes           does not ask
  --timeout SEC   for each unit to stop or to become ready, 1 to 600 (default 60)
  --help          this text

Environment: REDIS_URL (default redis://127.0.0.1:6379/0), QUANTUM_NAMESPACE (default quantum); QUANTUM_ROOT, a folder that
stands for /, as of release.sh.

Exit code: 0 the new build runs, 1 it failed and the old one runs again, 2 refused or not possible, 3 no systemd (nothing
was changed at 2 and 3), 4 it failed and so did the way back: look at once.
HELP
}

refuse() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

# Files of a build below folder $1 that must be there; prints what is missing.
missing_in() {
  local unit
  [ -r "$1/VERSION" ] || echo VERSION
  [ -x "$1/runtime/bin/java" ] || echo runtime/bin/java
  compgen -G "$1/lib/*.jar" >/dev/null || echo 'lib/*.jar'
  for unit in "${UNITS[@]}"; do
    [ -x "$1/bin/$unit" ] || echo "bin/$unit"
  done
}

# A script may be replaced while it runs: all of it is read before it begins.
main() {
  local yes=no root=${QUANTUM_ROOT:-}/opt/quantum timeout=60 file=
  while [ $# -gt 0 ]; do
    case $1 in
      --timeout)
        [ $# -ge 2 ] || refuse "$1 needs a value"
        timeout=$2
        shift
        ;;
      --yes) yes=yes ;;
      -h | --help) usage; exit 0 ;;
      -*) refuse "unknown option '$1', see --help" ;;
      *)
        [ -z "$file" ] || refuse "one file, not '$file' and '$1'"
        file=$1
        ;;
    esac
    shift
  done
  [ -n "$file" ] || refuse "which file? see --help"
  [ -r "$file" ] || refuse "cannot read $file"
  [[ $timeout =~ ^[1-9][0-9]{0,2}$ && $timeout -le 600 ]] || refuse "--timeout must be 1 to 600 seconds, was '$timeout'"
  need_systemd "services cannot be stopped and started"
  [ -w "$root" ] || refuse "cannot write $root: run it as root"

  local kind work unit build code=0
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$work'" EXIT
  # 1 says that something is not in order, and that is perhaps why this build is wanted
  "$HERE/quantum" status >/dev/null 2>"$work/said" || code=$?
  [ "$code" -le 1 ] || refuse "$(head -n 1 "$work/said")"

  echo "1. $file"
  case $file in
    *.deb)
      kind=deb
      command -v dpkg >/dev/null 2>&1 || refuse "no dpkg here: take the .tar.gz"
      mkdir "$work/unpacked"
      dpkg-deb -x "$file" "$work/unpacked" 2>"$work/said" || refuse "not a package: $(head -n 1 "$work/said")"
      build=$work/unpacked
      ;;
    *.tar.gz | *.tgz)
      kind=tar
      mkdir "$work/unpacked"
      tar -xzf "$file" -C "$work/unpacked" 2>"$work/said" || refuse "not an archive: $(head -n 1 "$work/said")"
      build=$(find "$work/unpacked" -path '*/opt/quantum/VERSION' -type f -print -quit)
      build=${build%/opt/quantum/VERSION}
      if [ -z "${QUANTUM_ROOT:-}" ] && command -v dpkg-query >/dev/null 2>&1 \
        && dpkg-query -W -f '${db:Status-Abbrev}' quantum-harvest 2>/dev/null | grep -q '^.i'; then
        refuse "quantum-harvest is installed as a package: deploy the .deb"
      fi
      ;;
    *) refuse "$file is neither .deb nor .tar.gz" ;;
  esac
  local lacking version before
  [ -d "$build/opt/quantum" ] || refuse "$file is no build: it has no opt/quantum/VERSION"
  lacking=$(missing_in "$build/opt/quantum" | paste -sd' ' -)
  [ -z "$lacking" ] || refuse "$file is not whole, it lacks: $lacking"
  version=$(head -n 1 "$build/opt/quantum/VERSION")
  before=$(head -n 1 "$root/VERSION" 2>/dev/null || echo unknown)
  local -a active=()
  for unit in "${UNITS[@]}"; do
    if is_active "$unit"; then active+=("$unit"); fi
  done
  echo "   version $version, installed is $before; active: ${active[*]:-none}"
  if [ "$yes" = no ]; then
    [ -t 0 ] || refuse "nobody to ask: give --yes"
    local answer
    read -r -p "   Deploy it? [y/N] " answer
    [[ $answer =~ ^[yY](es)?$ ]] || refuse "nothing was changed"
  fi

  echo "2. release.sh backup"
  # from a copy: the deployment replaces the one beside us
  cp -p "$HERE"/*.sh "$work/"
  local release=$work/release.sh
  [ -x "$release" ] || refuse "there is no $HERE/release.sh"
  "$release" backup || refuse "the present build could not be kept"

  local stopped=no
  take_back() {
    trap 'rm -rf "$work"' EXIT INT TERM HUP
    echo "FAILED: $*" >&2
    [ "$stopped" = no ] || echo "taking the build before back: release.sh rollback" >&2
    local bad='' one
    "$release" rollback || bad=' rollback'
    for one in "${active[@]}"; do
      is_active "$one" || timeout "$timeout" systemctl start "$one" || bad+=" $one"
    done
    if [ -n "$bad" ]; then
      echo "THE WAY BACK FAILED TOO:$bad. Only the stops that rest at the exchange act. Look at" >&2
      echo "journalctl -p err -b, $root and $root.previous at once." >&2
      exit 4
    fi
    echo "version $(head -n 1 "$root/VERSION" 2>/dev/null || echo unknown) runs again: ${active[*]:-nothing was active}" >&2
    exit 1
  }
  trap 'take_back interrupted' INT TERM HUP

  echo "3. stop"
  stopped=yes
  local i
  for ((i = ${#active[@]} - 1; i >= 0; i--)); do
    timeout "$timeout" systemctl stop "${active[$i]}" || take_back "${active[$i]} did not stop"
  done

  echo "4. deploy"
  if [ "$kind" = deb ]; then
    # what is in /etc/quantum is the operator's
    DEBIAN_FRONTEND=noninteractive dpkg --force-confold --force-confdef -i "$file" || take_back "dpkg -i $file failed"
  else
    "$release" install "$build" || take_back "release.sh install failed"
  fi
  systemctl daemon-reload || take_back 'systemctl daemon-reload failed'

  echo "5. verify"
  lacking=$(missing_in "$root" | paste -sd' ' -)
  [ -z "$lacking" ] || take_back "$root lacks: $lacking"
  [ "$(head -n 1 "$root/VERSION")" = "$version" ] || take_back "$root/VERSION is not $version"

  echo "6. start"
  local began
  for unit in "${active[@]}"; do
    began=$(date +%s)
    timeout "$timeout" systemctl start "$unit" || take_back "$unit did not become ready: journalctl -u $unit -n 50"
    if [ "$unit" != quantum-paper-exchange ]; then
      code=0
      "$HERE/quantum" await-service "$unit" --started-after "$((began - 1))" --timeout "$timeout" >/dev/null || code=$?
      # a build from before this verb does not know it: ready is what it says then
      [ "$code" = 0 ] || [ "$code" = 64 ] || take_back "$unit gives no sign of life: journalctl -u $unit -n 50"
    fi
    is_active "$unit" || take_back "$unit is not active"
    echo "   $unit is ready"
  done
  trap - INT TERM HUP
  echo "done: version $version runs; verify_harvest_system.sh shows more"
  exit 0
}

main "$@"
