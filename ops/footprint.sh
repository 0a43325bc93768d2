#!/usr/bin/env bash
# How fast the suite's units became ready and what memory they hold; footprint.sh --help says more.
set -euo pipefail

usage() {
  cat <<HELP
Usage: $(basename "$0") [--json]

For each active unit: seconds from its start to its readiness, and its memory now, PSS (its own pages and its share of those
that several processes use) and what of that is its own, in MB. The last line is the sum of the units that trade and
calculate: without trading-bot, paper-exchange, alerts and console. Run it as root: it reads what others hold.

Exit code: 0 shown, 1 no unit is active, 2 wrong option or not root, 3 no systemd.
HELP
}

json=no
while [ $# -gt 0 ]; do
  case $1 in
    --json) json=yes ;;
    -h | --help) usage; exit 0 ;;
    *) echo "$(basename "$0"): unknown option '$1', see --help" >&2; exit 2 ;;
  esac
  shift
done

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ops/units.sh
. "$HERE/units.sh"
need_systemd "there are no units to look at"

rows=()
for unit in "${UNITS[@]}"; do
  is_active "$unit" || continue
  pid=$(systemctl show --property MainPID --value "$unit")
  began=$(systemctl show --property ExecMainStartTimestampMonotonic --value "$unit")
  ready=$(systemctl show --property ActiveEnterTimestampMonotonic --value "$unit")
  [ -r "/proc/$pid/smaps_rollup" ] || continue
  if ! memory=$(awk '/^Pss:/ { p = $2 } /^Private_(Clean|Dirty):/ { o += $2 } END { if (!p) exit 1; printf "%.1f %.1f", p / 1024, o / 1024 }' \
    "/proc/$pid/smaps_rollup" 2>/dev/null); then
    echo "$(basename "$0"): cannot read the memory of $unit: run it as root" >&2
    exit 2
  fi
  rows+=("$unit $(awk -v a="$began" -v b="$ready" 'BEGIN { printf "%.2f", (b - a) / 1e6 }') $memory")
done
if [ ${#rows[@]} -eq 0 ]; then
  echo "$(basename "$0"): no unit is active" >&2
  exit 1
fi

if [ "$json" = yes ]; then
  printf '%s\n' "${rows[@]}" | awk '
    BEGIN { printf "[" }
    { printf "%s{\"unit\":\"%s\",\"ready_sec\":%s,\"pss_mb\":%s,\"own_mb\":%s}", (NR > 1 ? "," : ""), $1, $2, $3, $4 }
    END { print "]" }'
else
  printf '%s\n' "${rows[@]}" | awk '
    BEGIN { printf "%-26s %8s %8s %8s\n", "UNIT", "READY s", "PSS MB", "OWN MB" }
    { printf "%-26s %8s %8s %8s\n", $1, $2, $3, $4
      if ($1 !~ /trading-bot|paper-exchange|alerts|console/) { n++; sum += $3 } }
    END { printf "%-26s %8s %8.1f\n", n + 0 " that trade", "", sum }'
fi
