#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# Installs the package on a Debian made for the purpose, boots it and uses the suite as its users do; --help says how.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: acceptance.sh [options]

Makes a Debian root with debootstrap (the release this machine runs, from its own apt sources; kept for the next run),
boots a copy of it with systemd-nspawn without any network, installs the package and looks at it as an operator would:
systemctl, journalctl and redis-cli. Prints each check with its evidence and what the stages took, then tables of start-up
time and memory.

  --package FILE  the .deb to test; default: built here (mvn -Pdistribution)
  --only STAGES   comma-separated, of: install practice start trade account console failures replay operators lifecycle. What
                  a stage needs and no stage before it made, the package or the running suite, is made first; e.g. --only console
  --json FILE     the tables as JSON as well
  --keep          leaves the machine running when all is done and says how to enter and end it
  --cache DIR     where roots are kept (default ${XDG_CACHE_HOME:-~/.cache}/quantum-acceptance)
  --help          this text

Needs root, debootstrap, systemd-nspawn (package systemd-container) and nsenter. Ctrl-C stops and removes everything.
Exit code: 0 all passed, 1 something failed, 2 wrong option or the machine could not be made, 77 not possible here.
HELP
}

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$HERE")

source "$HERE/acceptance/table.sh"
source "$HERE/acceptance/machine.sh"
source "$HERE/acceptance/suite.sh"
source "$HERE/acceptance/packages.sh"
source "$HERE/acceptance/install.sh"
source "$HERE/acceptance/practice.sh"
source "$HERE/acceptance/start.sh"
source "$HERE/acceptance/trade.sh"
source "$HERE/acceptance/account.sh"
source "$HERE/acceptance/console.sh"
source "$HERE/acceptance/failures.sh"
source "$HERE/acceptance/replay.sh"
source "$HERE/acceptance/operators.sh"
source "$HERE/acceptance/lifecycle.sh"

package=
stages=install,practice,start,trade,account,console,failures,replay,operators,lifecycle
json=
keep=false
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/quantum-acceptance

wrong() {
  echo "acceptance: $*" >&2
  exit 2
}
not_possible() {
  echo "acceptance: NOT RUN: $*" >&2
  exit 77
}

while [ $# -gt 0 ]; do
  case $1 in
    --help | -h)
      usage
      exit 0
      ;;
    --keep)
      keep=true
      shift
      continue
      ;;
    --package | --only | --json | --cache) ;;
    *) wrong "unknown option '$1', see --help" ;;
  esac
  [ $# -ge 2 ] || wrong "$1 needs a value"
  case $1 in
    --package) package=$2 ;;
    --only) stages=$2 ;;
    --json) json=$2 ;;
    --cache) cache=$2 ;;
  esac
  shift 2
done
for one in ${stages//,/ }; do
  declare -F "stage_$one" >/dev/null || wrong "--only does not know '$one', see --help"
done
[ -z "$package" ] || [ -r "$package" ] || wrong "there is no package $package"
[ "$(id -u)" = 0 ] || not_possible "it needs root"
for tool in debootstrap systemd-nspawn nsenter dpkg-deb pgrep apt-get; do
  command -v "$tool" >/dev/null 2>&1 || not_possible "$tool is not installed (Debian: debootstrap systemd-container util-linux dpkg procps apt)"
done

rooting= # the process that makes the root
work=$(mktemp -d "${TMPDIR:-/var/tmp}/quantum-acceptance.XXXXXX")
on_exit() {
  local code=$?
  trap - EXIT
  trap '' INT TERM HUP
  [ -z "$rooting" ] || pkill -TERM -P "$rooting" || true
  if "$keep" && [ -n "$machine_leader" ]; then
    printf '\nThe machine goes on. Enter: nsenter -t %s -m -u -i -n -p -C bash\nEnd it: kill -KILL %s; rm -rf --one-file-system %s\n' \
      "$machine_leader" "$machine_leader" "$work"
  else
    stop_second
    stop_machine
    rm -rf --one-file-system "$work"
  fi
  exit "$code"
}
trap on_exit EXIT
trap 'keep=false; exit 130' INT
trap 'keep=false; exit 143' TERM HUP

# each takes minutes where nothing is kept: side by side
cached_root "$cache" >"$work/base" &
rooting=$!
[ -n "$package" ] || package=$(build_package) || wrong "the package could not be built"
package=$(readlink -f "$package")
lap package
make_variants "$package" "$work/packages"
lap variants
wait "$rooting" || wrong "no root to boot"
rooting=
base=$(<"$work/base")
lap root
boot_machine "$base" "$work/root" || wrong "the machine did not boot"
fill_store
lap boot
printf 'package: %s\nmachine: %s, systemd %s\n' "$(basename "$package")" \
  "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' "$machine_root/etc/os-release")" "$(inside systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p')"

for one in ${stages//,/ }; do
  "stage_$one"
  lap "$one"
done

print_checks
print_footprint
[ -z "$json" ] || write_json "$json"
[ "$failures" -eq 0 ]
